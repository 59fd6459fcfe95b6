// Starts `configlint lsp` and lets VS Code talk to it about every file; the server decides which ones a tool reads.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = () => {
  const command = workspace.getConfiguration("configlint").get("command");
  client = new LanguageClient(
    "configlint",
    { command, args: ["lsp"] },
    { documentSelector: [{ scheme: "file" }], synchronize: { fileEvents: workspace.createFileSystemWatcher("**/.configlint.toml") } },
  );
  return client.start();
};

exports.deactivate = () => client?.stop();

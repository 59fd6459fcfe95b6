-- Opens a file with the language server, prints what Neovim shows, and applies the fix that it is offered.
local path, result = vim.env.CONFIGLINT_FILE, {}
vim.cmd("edit " .. vim.fn.fnameescape(path))
local client = vim.lsp.start_client({ name = "configlint", cmd = { vim.env.CONFIGLINT, "lsp" }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, client)
assert(vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20), "no diagnostics")
local found = vim.diagnostic.get(0)[1]
result.diagnostic = { code = found.code, line = found.lnum + 1, message = found.message }

local document = vim.lsp.util.make_text_document_params(0)
local at = { line = found.lnum, character = found.col + 1 }
local function ask(method, parameters)
  return vim.lsp.buf_request_sync(0, method, parameters, 20000)[client].result
end
result.hover = ask("textDocument/hover", { textDocument = document, position = at }).contents.value
local range = { start = at, ["end"] = at }
local offered = ask("textDocument/codeAction", { textDocument = document, range = range, context = { diagnostics = {} } })
vim.lsp.util.apply_workspace_edit(offered[1].edit, "utf-16")
assert(vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 20), "the finding stays after its fix")
result.fixed = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
io.stdout:write(vim.json and vim.json.encode(result) or vim.fn.json_encode(result))
vim.cmd("qall!")

--- The way in for Neovim without `vim.lsp.enable`, and for options.
local M = {}

--- Take over options and start the server for Wippy files, those that are open already included.
--- @param options table|nil see |lua-entries-options|
function M.setup(options)
  if vim.fn.has('nvim-0.7.2') == 0 then
    error('lua-entries: needs Neovim 0.7.2 or newer', 0)
  end
  require('lua_entries.options').set(options or {})
  local client = require('lua_entries.client')
  if vim.fn.has('nvim-0.11') == 1 then
    vim.lsp.enable(client.NAME) -- reads lsp/lua_entries.lua anew, and with it the options
  else
    client.start_on_file_type()
  end
end

return M

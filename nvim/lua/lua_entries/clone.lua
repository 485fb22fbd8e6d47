--- The clone of lua-entries that this plugin lies in, where it does not stand alone.
local M = {}

--- The plugin's own directory, `nvim`.
M.PLUGIN = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h:h')
M.DIRECTORY = vim.fn.fnamemodify(M.PLUGIN, ':h')

--- The version of the clone.
--- @return string|nil nil where the plugin stands alone
function M.version()
  local file = io.open(M.DIRECTORY .. '/server/lua_entries/__init__.py')
  if not file then
    return nil
  end
  local text = file:read('*a')
  file:close()
  return text:match('__version__ = "([^"]+)"')
end

return M

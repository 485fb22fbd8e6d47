--- Options: the defaults, over them `vim.g.lua_entries`, over that what `setup()` was given.
local M = {}

--- Each option with the type of its value.
local TYPES = {
  cmd = 'table',
  settings = 'table',
  codelens = 'boolean',
  highlight = 'boolean',
  on_attach = 'function',
  capabilities = 'table',
}
local DEFAULTS = { settings = {}, codelens = false, highlight = true, capabilities = {} }

local given = {}

local function checked(options, where)
  local names = vim.tbl_keys(TYPES)
  table.sort(names)
  for name, value in pairs(options) do
    if not TYPES[name] then
      error(('lua-entries: %s has no option `%s`; there are %s'):format(where, name, table.concat(names, ', ')), 0)
    end
    if type(value) ~= TYPES[name] then
      error(('lua-entries: `%s` in %s must be a %s, not a %s'):format(name, where, TYPES[name], type(value)), 0)
    end
  end
  return options
end

--- Keep what `setup()` was given.
function M.set(options)
  given = checked(options, '`setup()`')
end

--- The options that hold now.
--- @return table
function M.get()
  local options = vim.tbl_extend('force', DEFAULTS, checked(vim.g.lua_entries or {}, '`vim.g.lua_entries`'))
  return vim.tbl_extend('force', options, given)
end

return M

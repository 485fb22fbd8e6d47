--- Colours for the dialect of Lua, from a parser of its own that leaves the stock `lua` parser alone.
local M = {}

local clone = require('lua_entries.clone')

--- The name of the grammar; parser and queries are found under it.
M.LANGUAGE = 'wlua'

--- The generated parser needs this version of the interface, which Neovim 0.11 is the first to have.
local ABI = 15

--- Whether this Neovim can load the parser at all.
function M.is_supported()
  return vim.treesitter ~= nil and (vim.treesitter.language_version or 0) >= ABI
end

--- Whether the parser has been built.
function M.is_built()
  return #vim.api.nvim_get_runtime_file('parser/' .. M.LANGUAGE .. '.*', false) > 0
end

--- Colour a Lua buffer of a Wippy project, where the parser is there and the options allow it.
function M.start(buffer)
  local wanted = M.is_supported() and M.is_built() and require('lua_entries.options').get().highlight
  if not wanted or not require('lua_entries.root').of_buffer(buffer) then
    return
  end
  local loaded, reason = vim.treesitter.language.add(M.LANGUAGE)
  if loaded then
    vim.treesitter.start(buffer, M.LANGUAGE)
  else
    vim.notify_once(
      ('lua-entries: the parser cannot be loaded (%s); build it anew with `:LuaEntries parser`'):format(reason),
      vim.log.levels.WARN
    )
  end
end

local function compiler()
  for _, name in ipairs({ vim.env.CC or '', 'cc', 'gcc', 'clang' }) do
    if name ~= '' and vim.fn.executable(name) == 1 then
      return name
    end
  end
end

--- Build the parser from the grammar's sources in the same clone.
--- @return string|nil path of the parser
--- @return string|nil reason why there is none
function M.build()
  if not M.is_supported() then
    return nil, 'this Neovim cannot load the parser, which needs 0.11; colours stay those of plain Lua'
  end
  local plugin = clone.PLUGIN
  local sources = clone.DIRECTORY .. '/server/grammar/src'
  if vim.fn.filereadable(sources .. '/parser.c') == 0 then
    return nil, ('the grammar is not at `%s`; use the plugin from a whole clone of lua-entries'):format(sources)
  end
  local program = compiler()
  if not program then
    return nil, 'no C compiler was found; install one, or name it in the environment variable `CC`'
  end
  vim.fn.mkdir(plugin .. '/parser', 'p')
  local path = ('%s/parser/%s.so'):format(plugin, M.LANGUAGE)
  local fresh = path .. '.new'
  local output = vim.fn.system({
    program, '-shared', '-fPIC', '-std=c11', '-O2', '-I', sources, '-o', fresh,
    sources .. '/parser.c', sources .. '/scanner.c',
  })
  if vim.v.shell_error ~= 0 then
    os.remove(fresh)
    return nil, ('`%s` cannot build the parser: %s'):format(program, vim.trim(output))
  end
  -- Renamed, since a parser that is in use must not be written over.
  local renamed, reason = os.rename(fresh, path)
  if not renamed then
    return nil, ('the parser cannot be put in its place: %s'):format(reason)
  end
  return path
end

return M

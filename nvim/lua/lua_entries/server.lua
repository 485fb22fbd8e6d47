--- The program `lua-entries`: where it is and what it says about itself.
local M = {}

M.PROGRAM = 'lua-entries'
M.ADVICE = 'install it (`pipx install` or `pip install` in a clone of lua-entries) so that it is on PATH,'
  .. ' or set `cmd` (:help lua-entries-options)'

--- The command that starts the server: the option, else the program on PATH, else where pipx and uv put programs.
--- @return string[]
function M.command()
  local command = require('lua_entries.options').get().cmd
  if command then
    return command
  end
  local own = vim.fn.expand('~/.local/bin/') .. M.PROGRAM
  local found = vim.fn.executable(M.PROGRAM) == 0 and vim.fn.executable(own) == 1
  return { found and own or M.PROGRAM, 'serve' }
end

--- Whether the first word of a command can be run.
function M.is_there(command)
  return vim.fn.executable(command[1]) == 1
end

--- Say once that the server is missing and how to get it.
function M.tell_missing(command)
  local message = ('lua-entries: `%s` was not found; %s'):format(command[1], M.ADVICE)
  if not M.told then
    M.told = true
    vim.notify(message, vim.log.levels.WARN)
  end
end

--- What the program answers to `--version`.
--- @return string|nil version
--- @return string|nil reason what came instead
function M.version(command)
  local words = {}
  for _, word in ipairs(command) do
    if word == 'serve' then
      break
    end
    table.insert(words, word)
  end
  table.insert(words, '--version')
  local output = vim.trim(vim.fn.system(words))
  local version = output:match('^' .. vim.pesc(M.PROGRAM) .. '%s+(%S+)$')
  if vim.v.shell_error == 0 and version then
    return version
  end
  return nil, ('`%s` ends with %d: %s'):format(table.concat(words, ' '), vim.v.shell_error, output)
end

return M

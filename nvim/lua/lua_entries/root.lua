--- Which directory the server is started for: the server's own choice for a file, and nothing outside Wippy projects.
local M = {}

local uv = vim.uv or vim.loop

--- Files that make their directory a root. The server's list; a test compares them.
M.MARKERS = { 'wippy.lock', 'wippy.yaml', 'lua-entries.toml' }
--- Files that declare entries. The server's list; a test compares them.
M.INDEX_FILES = { '_index.yaml', '_index.yml', '_index.json' }

--- How far down a repository is looked at when no parent of the file says that it is a Wippy project.
local DEPTH, DIRECTORIES = 3, 300

local function exists(directory, names)
  for _, name in ipairs(names) do
    if uv.fs_stat(directory .. '/' .. name) then
      return true
    end
  end
  return false
end

--- The directory and its parents, innermost first; home directories and the root of the file system are never roots.
local function candidates(directory)
  local found = {}
  local home = vim.fn.fnamemodify(uv.os_homedir() or '~', ':p'):gsub('(.)[/\\]+$', '%1')
  while directory ~= home do
    local parent = vim.fn.fnamemodify(directory, ':h')
    if parent == directory then
      break
    end
    table.insert(found, directory)
    directory = parent
  end
  return found
end

local function is_sought_below(top)
  local queue, seen = { { top, 0 } }, 0
  while #queue > 0 and seen < DIRECTORIES do
    local directory, depth = unpack(table.remove(queue, 1))
    seen = seen + 1
    if exists(directory, M.INDEX_FILES) or exists(directory, M.MARKERS) then
      return true
    end
    local entries = depth < DEPTH and uv.fs_scandir(directory)
    while entries do
      local name, kind = uv.fs_scandir_next(entries)
      if not name then
        break
      end
      if kind == 'directory' and name:sub(1, 1) ~= '.' and name ~= 'node_modules' then
        table.insert(queue, { directory .. '/' .. name, depth + 1 })
      end
    end
  end
  return false
end

--- The root for a file: its repository, else the nearest directory with a marker, else the topmost with an index file.
--- @param path string
--- @return string|nil nil outside of Wippy projects
function M.find(path)
  if path == '' or path:match('^%a[%w+.-]+://') then
    return nil
  end
  local repository, marked, indexed
  local is_index = vim.tbl_contains(M.INDEX_FILES, vim.fn.fnamemodify(path, ':t')) -- perhaps a new one, not on disk yet
  for level, directory in ipairs(candidates(vim.fn.fnamemodify(path, ':p:h'))) do
    repository = repository or exists(directory, { '.git' }) and directory
    marked = marked or exists(directory, M.MARKERS) and directory
    if exists(directory, M.INDEX_FILES) or (is_index and level == 1) then
      indexed = directory
    end
    if repository then
      break
    end
  end
  if marked or indexed or (repository and is_sought_below(repository)) then
    return repository or marked or indexed
  end
  return nil
end

--- The root for a buffer that shows a file.
--- @return string|nil
function M.of_buffer(buffer)
  return vim.bo[buffer].buftype == '' and M.find(vim.api.nvim_buf_get_name(buffer)) or nil
end

return M

local rows = {}

function rows.line(row)
    return json.encode(row) .. "\n"
end

return rows

local function main(limit)
    return limit - 1
end

return { main = main }

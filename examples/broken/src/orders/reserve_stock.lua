local function main(order)
    return #order.lines
end

return { main = main }

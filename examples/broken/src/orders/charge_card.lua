local function charge(order)
    if order.paid = true then
        return false
    end
    return true
end

return { charge = charge }

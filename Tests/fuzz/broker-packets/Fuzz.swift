import Channel

/// Reads bytes as each of the packets between programs of one machine: what can be read is written and read again as
/// the same.
///
/// The first byte says which packet.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBrokerPackets(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let all = Array(UnsafeBufferPointer(start: data, count: count))
    guard let first = all.first else { return 0 }
    let packet = Array(all.dropFirst())
    switch first & 3 {
    case 0:
        guard let request = try? BrokerRequest(packet: packet) else { return 0 }
        precondition((0...BrokerControl.runDescriptorCount).contains(request.descriptorCount))
        precondition(request.encode().count <= BrokerControl.packetLimit, "a request that does not fit")
        precondition((try? BrokerRequest(packet: request.encode())) == request, "another request")
    case 1:
        guard let notice = try? BrokerNotice(packet: packet) else { return 0 }
        precondition(notice.encode().count <= BrokerControl.packetLimit, "a notice that does not fit")
        precondition((try? BrokerNotice(packet: notice.encode())) == notice, "another notice")
    case 2:
        guard let request = try? ToolRequest(packet: packet) else { return 0 }
        precondition(request.encode() == normal(request), "a request with more than one spelling")
        precondition((try? ToolRequest(packet: request.encode())) == request, "another request")
    default:
        guard let reply = try? ToolReply(packet: packet) else { return 0 }
        precondition(reply.encode() == packet, "a reply with more than one spelling")
        precondition((try? ToolReply(packet: reply.encode())) == reply, "another reply")
    }
    return 0
}

/// A request put together from its words once more: they are as a policy can name them.
private func normal(_ request: ToolRequest) -> [UInt8] {
    guard case .call(let call) = request,
        let again = try? CallRequest(serviceAndArgument: call.service + call.argument, target: call.target)
    else { preconditionFailure("a request with words that are not allowed") }
    let letters = call.serviceAndArgument + call.target
    precondition(letters.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x2f }, "a letter that no policy can name")
    precondition(call.argument.hasPrefix("+") && !call.service.contains("+"), "an argument in the service")
    return ToolRequest.call(again).encode()
}

import Channel

/// Gives a host the bytes of a hostile guest, with a command and a call open, whole and in pieces.
///
/// The first byte says how long the pieces are, and what the host does meanwhile.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHostChannel(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let all = Array(UnsafeBufferPointer(start: data, count: count))
    guard let first = all.first else { return 0 }
    let bytes = Array(all.dropFirst())
    let size = Int(first >> 2) + 1
    // An owner that does nothing sees the same, however the bytes come.
    var whole = Host(acts: 0)
    var pieces = Host(acts: 0)
    whole.receive(bytes)
    for start in stride(from: 0, to: bytes.count, by: size) {
        pieces.receive(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    precondition(
        whole.events == pieces.events && whole.channel.state == pieces.channel.state, "other pieces, other events")
    var busy = Host(acts: first)
    for start in stride(from: 0, to: bytes.count, by: size) {
        busy.receive(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    return 0
}

/// A host with its owner.
private struct Host {
    var channel = HostChannel(nonce: nonce)
    var events: [HostEvent] = []
    private let acts: UInt8
    private var open: Set<StreamID> = []
    private var unread: [StreamID: Int] = [:]
    private static let nonce = [UInt8](repeating: 1, count: ChannelLimits.nonce)

    init(acts: UInt8) {
        self.acts = acts
        // An honest guest first: it answers the hello, runs a command and makes a call.
        var guest = GuestChannel()
        move(&guest)
        guard let specification = try? RunSpecification(command: .shell("x")),
            let request = try? CallRequest(serviceAndArgument: "a+b", target: "t"),
            let stream = channel.open(.run(specification)), let call = guest.call(request)
        else { preconditionFailure("no streams") }
        move(&guest)
        guest.opened(stream)
        channel.accept(call)
        move(&guest)
        open = [stream, call]
        events = []
    }

    private mutating func move(_ guest: inout GuestChannel) {
        while !channel.output.isEmpty || !guest.output.isEmpty {
            let down = Array(channel.output.prefix(1 << 20))
            channel.written(down.count)
            _ = guest.receive(down)
            let up = Array(guest.output.prefix(1 << 20))
            guest.written(up.count)
            _ = channel.receive(up)
        }
    }

    mutating func receive(_ bytes: [UInt8]) {
        let new = channel.receive(bytes)
        for event in new { note(event) }
        events += new
        precondition(
            channel.bufferedByteCount <= ChannelLimits.bulk + 12 + bytes.count, "more than one frame is kept")
        precondition(channel.output.count <= ChannelLimits.outputHard, "more output than is borne")
        precondition(open.count <= ChannelLimits.calls + ChannelLimits.streams, "too many streams")
        precondition(unread.values.allSatisfy { $0 <= 2 * ChannelLimits.window }, "more data than credit")
    }

    /// Keeps the books, and does something.
    private mutating func note(_ event: HostEvent) {
        switch event {
        case .called(let id, _):
            precondition(open.insert(id).inserted, "a call that is open already")
            if acts & 1 == 1 {
                channel.accept(id)
            } else if acts & 2 == 2 {
                channel.refuse(id, .denied)
                open.remove(id)
            }
        case .data(let id, let subChannel, let bytes):
            precondition(open.contains(id), "data of no stream")
            precondition((subChannel == .standardInput) == id.isGuests, "data of the wrong direction")
            unread[id, default: 0] += bytes.count
            if acts & 2 == 2 {
                channel.consumed(bytes.count, of: subChannel, on: id)
                unread[id] = 0
                let room = min(channel.sendableByteCount(id), bytes.count)
                channel.send(bytes[..<room], on: id)
            }
        case .endOfData(let id, _):
            precondition(open.contains(id), "the end of no stream")
            if acts & 1 == 1 {
                channel.endInput(of: id)
                if id.isGuests { channel.exited(id, .exited(code: 1)) }
            }
        case .callOutputClosed(let id):
            precondition(open.contains(id), "the end of no call")
            if acts & 1 == 1 { channel.closeInput(ofCall: id) }
        case .reset(let id, _), .refused(let id, _):
            precondition(open.remove(id) != nil, "the end of no stream")
            unread[id] = nil
        case .opened(let id), .exited(let id, _): precondition(open.contains(id), "news of no stream")
        case .established, .report, .pong, .log, .failed: break
        }
    }
}

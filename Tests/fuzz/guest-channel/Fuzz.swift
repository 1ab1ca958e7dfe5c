import Channel

/// Gives a guest the bytes of a host, with a command and a call open: nothing crashes, memory is bounded, and the next
/// honest host is answered.
///
/// The first byte says how long the pieces are, and what the agent does meanwhile.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGuestChannel(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let all = Array(UnsafeBufferPointer(start: data, count: count))
    guard let first = all.first else { return 0 }
    let bytes = Array(all.dropFirst())
    var guest = GuestChannel(extensionNames: ["run"])
    var host = HostChannel(nonce: nonce(1))
    settle(&host, &guest)
    guard let specification = try? RunSpecification(command: .shell("x")),
        let request = try? CallRequest(serviceAndArgument: "a+b", target: "t"),
        let stream = host.open(.run(specification)), let call = guest.call(request)
    else { preconditionFailure("no streams") }
    settle(&host, &guest)
    guest.opened(stream)
    host.accept(call)
    settle(&host, &guest)

    let size = Int(first >> 1) + 1
    for start in stride(from: 0, to: bytes.count, by: size) {
        let piece = Array(bytes[start..<min(start + size, bytes.count)])
        for event in guest.receive(piece) { act(event, &guest, isBusy: first & 1 == 1) }
        precondition(guest.bufferedByteCount <= ChannelLimits.payload + 12 + piece.count, "more than one frame is kept")
        precondition(guest.output.count <= ChannelLimits.outputHard, "more output than there was input for")
    }

    guest.written(guest.output.count)
    host = HostChannel(nonce: nonce(2))
    settle(&host, &guest)
    host.repeatHello()
    settle(&host, &guest)
    precondition(host.state == .established, "the next host is not answered")
    precondition(guest.call(request)?.rawValue == StreamID.firstOfGuest, "calls are left of the former session")
    return 0
}

/// What an agent does with an event.
private func act(_ event: GuestEvent, _ guest: inout GuestChannel, isBusy: Bool) {
    guard isBusy else { return }
    switch event {
    case .open(let id, _): guest.opened(id)
    case .data(let id, let bytes):
        guest.consumed(bytes.count, on: id)
        let room = min(bytes.count, guest.sendableByteCount(.standardOutput, on: id))
        guest.send(Array(bytes.prefix(room)), of: .standardOutput, on: id)
    case .endOfData(let id):
        guest.end(.standardOutput, on: id)
        guest.end(.standardError, on: id)
        guest.exited(id, .exited(code: 0))
    case .outputClosed(let id, let subChannel): guest.end(subChannel, on: id)
    case .callOpened(let id):
        guest.send([UInt8](repeating: 1, count: min(9, guest.sendableByteCount(ofCall: id))), onCall: id)
    case .callData(let id, let bytes): guest.consumed(bytes.count, onCall: id)
    case .callInputClosed(let id): guest.endInput(ofCall: id)
    case .callEndOfData(let id): guest.closeOutput(ofCall: id)
    case .reset, .callRefused, .callExited, .callReset, .lostFooting, .sessionStarted, .configure, .setClock, .reseed,
        .settle,
        .powerOff:
        break
    }
}

private func nonce(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: ChannelLimits.nonce) }

private func settle(_ host: inout HostChannel, _ guest: inout GuestChannel) {
    while !host.output.isEmpty || !guest.output.isEmpty {
        let down = Array(host.output.prefix(1 << 20))
        host.written(down.count)
        _ = guest.receive(down)
        let up = Array(guest.output.prefix(1 << 20))
        guest.written(up.count)
        _ = host.receive(up)
    }
}

/// Signals, both ways.
extension BusConnection {
    /// Sends a signal to everybody who wants it.
    package func emit(
        path: String, interface: String, member: String, arguments: [BusValue]
    ) throws(BusError) {
        try send(
            BusMessage(
                kind: .signal, noReply: true, path: path, interface: interface, member: member, arguments: arguments))
    }

    /// The signals that match, from the moment this returns.
    ///
    /// The stream ends when the connection does, and also when its reader falls 4,096 signals behind: a gap in what a
    /// reader believes to be complete would be worse than an end, after which it can ask for the state anew.
    package func signals(_ match: BusMatch) async throws(BusError) -> AsyncStream<BusSignal> {
        let rule = try match.rule()
        if let sender = match.sender { try await follow(sender) }
        _ = try await callBus("AddMatch", [.string(rule)])
        nextToken += 1
        let token = nextToken
        let (stream, continuation) = AsyncStream.makeStream(
            of: BusSignal.self, bufferingPolicy: .bufferingOldest(MessageLimits.signals))
        continuation.onTermination = { @Sendable [weak self] _ in
            Task { [weak self] in await self?.unsubscribe(token) }
        }
        subscriptions[token] = Subscription(match: match, rule: rule, continuation: continuation)
        return stream
    }

    private func unsubscribe(_ token: UInt64) async {
        guard let subscription = subscriptions.removeValue(forKey: token) else { return }
        _ = try? await callBus("RemoveMatch", [.string(subscription.rule)])
    }

    /// Learns who owns a well-known name and keeps knowing it, so that a signal of somebody else is not taken for one
    /// of the owner's.
    private func follow(_ name: String) async throws(BusError) {
        guard !name.hasPrefix(":"), name != StandardInterfaces.bus, owners[name] == nil else { return }
        owners[name] = ""
        _ = try await callBus("AddMatch", [.string(Self.ownerRule(name))])
        if let owner = try await owner(of: name), owners[name] == "" { owners[name] = owner }
    }

    static func ownerRule(_ name: String?) -> String {
        let rule =
            "type='signal',sender='\(StandardInterfaces.bus)',interface='\(StandardInterfaces.bus)',"
            + "member='NameOwnerChanged'"
        return name.map { rule + ",arg0='\($0)'" } ?? rule
    }

    /// Hands a signal to its readers.
    func deliver(_ message: BusMessage) {
        guard let sender = message.sender, let path = message.path, let interface = message.interface,
            let member = message.member, message.problem == nil
        else { return }
        if sender == StandardInterfaces.bus, interface == StandardInterfaces.bus, member == "NameOwnerChanged" {
            noteOwner(message.arguments)
        }
        let signal = BusSignal(
            sender: sender, path: path, interface: interface, member: member, arguments: message.arguments)
        for (token, subscription) in subscriptions {
            let name = subscription.match.sender
            guard subscription.match.accepts(signal, owner: name.map { owners[$0] ?? $0 }) else { continue }
            if case .dropped = subscription.continuation.yield(signal) {
                subscription.continuation.finish()
                subscriptions[token] = nil
            }
        }
    }

    private func noteOwner(_ arguments: [BusValue]) {
        guard let name = arguments.first?.asString, let new = arguments.last?.asString else { return }
        if owners[name] != nil { owners[name] = new }
        if new.isEmpty { callers[name] = nil }
    }
}

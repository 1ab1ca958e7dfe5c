/// A message from the manager to a broker.
package enum BrokerRequest: Hashable, Sendable {
    /// Sent to the guest as soon as its agent waits for it; kept until then. Later ones replace earlier ones that
    /// have not been sent.
    case configure(GuestConfiguration)
    /// Runs a command; the id is the manager's and only names the run in ``cancel(id:)`` and in notices. Goes with
    /// ``BrokerControl/runDescriptorCount`` descriptors.
    case run(id: UInt32, RunSpecification)
    /// Kills the command; its status line will be an error.
    case cancel(id: UInt32)
    /// Connects the console to the one stream socket that goes with this message; it first gets what the console
    /// printed last.
    case attachConsole
    /// Sets the guest's wall clock to the host's and reseeds its kernel's random number generator.
    case setClock
    /// Asks an agent that waits for its configuration to make ready for being copied.
    case settle
    /// The machine is about to stand still: nothing is sent to its guest until it gets a configuration or its clock.
    case hold
    /// Asks the agent to power off cleanly.
    case powerOff
    /// Asks for a ``BrokerNotice/status(_:)``, and for a ``BrokerNotice/calling(id:_:)`` for each call.
    case query
    /// Runs a service for a caller that the policy allowed; the id is the manager's, as for a run. Goes with
    /// ``BrokerControl/callDescriptorCount`` descriptors.
    case serve(id: UInt32, CallLimits, ServiceInvocation)
    /// The call of ``BrokerNotice/call(id:_:)`` is allowed. Goes with ``BrokerControl/callDescriptorCount`` descriptors.
    case connect(id: UInt32, CallLimits)
    /// The call of ``BrokerNotice/call(id:_:)`` is not made.
    case refuse(id: UInt32, CallRefusal)
    /// Ends a call that this guest makes; the text is for its caller.
    case cut(id: UInt32, reason: String)

    /// How many descriptors go with the message.
    package var descriptorCount: Int {
        switch self {
        case .run: BrokerControl.runDescriptorCount
        case .attachConsole: 1
        case .serve, .connect: BrokerControl.callDescriptorCount
        case .configure, .cancel, .setClock, .powerOff, .query, .refuse, .cut, .settle, .hold: 0
        }
    }

    /// The packet to send.
    package func encode() -> [UInt8] {
        var writer: ByteWriter
        switch self {
        case .configure(let configuration):
            writer = BrokerControl.header(1)
            configuration.encode(to: &writer)
        case .run(let id, let specification):
            writer = BrokerControl.header(2, id: id)
            specification.encode(to: &writer)
        case .cancel(let id): writer = BrokerControl.header(3, id: id)
        case .attachConsole: writer = BrokerControl.header(4)
        case .setClock: writer = BrokerControl.header(5)
        case .powerOff: writer = BrokerControl.header(6)
        case .query: writer = BrokerControl.header(7)
        case .settle: writer = BrokerControl.header(12)
        case .hold: writer = BrokerControl.header(13)
        case .serve(let id, let limits, let invocation):
            writer = BrokerControl.header(8, id: id)
            limits.encode(to: &writer)
            invocation.encode(to: &writer)
        case .connect(let id, let limits):
            writer = BrokerControl.header(9, id: id)
            limits.encode(to: &writer)
        case .refuse(let id, let refusal):
            writer = BrokerControl.header(10, id: id)
            writer.byte(refusal.rawValue)
        case .cut(let id, let reason):
            writer = BrokerControl.header(11, id: id)
            writer.text(GuestText.printable(reason))
        }
        return writer.bytes
    }

    /// Reads one packet.
    package init(packet: [UInt8]) throws(WireError) {
        var (kind, id, body) = try BrokerControl.open(packet)
        switch kind {
        case 1: self = .configure(try GuestConfiguration(from: &body))
        case 2: self = .run(id: id, try RunSpecification(from: &body))
        case 3: self = .cancel(id: id)
        case 4: self = .attachConsole
        case 5: self = .setClock
        case 6: self = .powerOff
        case 7: self = .query
        case 8:
            let limits = try CallLimits(from: &body)
            self = .serve(id: id, limits, try ServiceInvocation(from: &body))
        case 9: self = .connect(id: id, try CallLimits(from: &body))
        case 10: self = .refuse(id: id, try CallRefusal(from: &body))
        case 11: self = .cut(id: id, reason: GuestText.printable(try body.text("reason", limit: GuestText.byteLimit)))
        case 12: self = .settle
        case 13: self = .hold
        default: throw .unknownValue(field: "kind", value: UInt64(kind))
        }
        try body.finish()
    }
}

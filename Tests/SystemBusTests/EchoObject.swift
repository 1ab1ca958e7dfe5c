import SystemBus

/// An object whose methods show what arrives and how.
struct EchoObject: BusObject {
    static let name = "org.bulkhead.Test.Echo"
    static let path = "/org/bulkhead/Test"

    var color = "red"
    var deniesEverything = false

    var interfaces: [BusInterface] {
        [
            BusInterface(
                Self.name,
                methods: [
                    .init("Echo", inputs: [.init("value", .variant)], outputs: [.init("value", .variant)]),
                    .init("Slow", inputs: [.init("milliseconds", .uint32)], outputs: [.init("milliseconds", .uint32)]),
                    .init("Never"),
                    .init("Fail"),
                    .init("WhoAmI", outputs: [.init("uid", .uint32), .init("groups", .array(.uint32))]),
                    .init("Wrong", outputs: [.init("text", .string)]),
                    .init("Pass", inputs: [.init("file", .descriptor)], outputs: [.init("file", .descriptor)]),
                ],
                properties: [
                    .init("Color", .string), .init("Volume", .uint32, isWritable: true),
                    .init("Model", .string, isConstant: true),
                ],
                signals: [.init("Happened", arguments: [.init("what", .string)])])
        ]
    }

    func authorize(_ caller: BusCaller, interface: String, member: String) async throws(BusFailure) {
        if deniesEverything { throw .accessDenied("Not for \(caller.uid).") }
    }

    func call(
        _ member: String, interface: String, arguments: [BusValue], caller: BusCaller
    ) async throws(BusFailure) -> [BusValue] {
        switch member {
        case "Slow":
            let milliseconds = arguments.first?.asUInt32 ?? 0
            try? await Task.sleep(for: .milliseconds(milliseconds))
            return arguments
        case "Never":
            try? await Task.sleep(for: .seconds(60))
            return []
        case "Fail": throw BusFailure(name: "org.bulkhead.Error.Busy", message: "It is busy.\nWait.")
        case "WhoAmI": return [.uint32(caller.uid), .array(.uint32, caller.groups.map { .uint32($0) })]
        case "Wrong": return [.uint32(1)]
        default: return arguments
        }
    }

    func properties(of interface: String) async throws(BusFailure) -> [String: BusValue] {
        ["Color": .string(color), "Volume": .uint32(7), "Model": .string("T")]
    }

    func setProperty(
        _ name: String, of interface: String, to value: BusValue, caller: BusCaller
    ) async throws(BusFailure) {
        guard value.asUInt32 == 8 else { throw .invalidArguments("Only 8 is loud enough.") }
    }
}

package import LinuxIO
internal import Machines
package import Network

/// Makes this guest's network what the host says.
///
/// The order is such that nothing passes before it may: forwarding goes off first where it is not wanted, the rules come
/// before the addresses, and forwarding comes last. The first failure ends it.
package enum NetworkSetup {
    private static let interfaceFolder = "/sys/class/net"
    private static let settingFolder = "/proc/sys/net"
    /// How long an interface that was plugged in a moment ago may take to appear.
    private static let patienceNanoseconds: UInt64 = 10_000_000_000
    private static let stepMilliseconds: UInt32 = 1
    private static let nameServerFile = "/run/dnsmasq.pid"

    /// Does all the steps of a configuration; safe to do again.
    package static func apply(_ network: GuestNetwork) throws(SystemError) {
        let forwards = network.steps.contains(.forwarding)
        if !forwards { try setForwarding(false) }
        try load(network.steps.compactMap { if case .rule(let text) = $0 { text } else { nil } })
        try configure(network.steps)
        let resolvers = network.steps.compactMap { step in
            if case .resolver(let address) = step { "nameserver \(address)\n" } else { nil }
        }
        if !resolvers.isEmpty {
            let file = try FileSystem.open("/etc/resolv.conf", .replace, mode: 0o644)
            try file.writeAll(Array(resolvers.joined().utf8))
        }
        if forwards { try setForwarding(true) }
        for case .serveNames(let name) in network.steps { try serveNames(name) }
    }

    private static func setForwarding(_ isOn: Bool) throws(SystemError) {
        let word: [UInt8] = [isOn ? UInt8(ascii: "1") : UInt8(ascii: "0"), UInt8(ascii: "\n")]
        for path in ["ipv4/ip_forward", "ipv6/conf/all/forwarding"] where FileSystem.exists("\(settingFolder)/\(path)")
        {
            let file = try FileSystem.open("\(settingFolder)/\(path)", .readWrite)
            try file.writeAll(word)
        }
    }

    private static func load(_ rules: [String]) throws(SystemError) {
        guard !rules.isEmpty else { return }
        let input = Array(rules.map { $0 + "\n" }.joined().utf8)
        let (code, output) = try ChildProcess.run("/usr/sbin/nft", ["-f", "-"], input: input)
        guard code == 0 else {
            let line = output.split(separator: "\n").first.map(String.init) ?? "status \(code)"
            throw SystemError("load the rules", line, code: ErrorCode.invalid)
        }
    }

    // MARK: Interfaces

    private static func configure(_ steps: [NetworkStep]) throws(SystemError) {
        let socket = try RouteSocket()
        var indices: [String: UInt32] = [:]
        var sent: [(bytes: [UInt8], line: String)] = []
        for step in steps {
            let sequence = UInt32(sent.count)
            func index(_ name: String) throws(SystemError) -> UInt32 {
                if let index = indices[name] { return index }
                throw SystemError("find the interface", name, code: ErrorCode.noDevice)
            }
            switch step {
            case .interface(let name, let address): indices[name] = try bringUp(name, address, socket)
            case .address(let name, let prefix):
                sent.append((RouteMessage.address(try index(name), prefix, sequence), step.line))
            case .neighbour(let name, let address, let hardware):
                sent.append((RouteMessage.neighbour(try index(name), address, hardware, sequence), step.line))
            case .route(let name, let target, let via, let from):
                let bytes = RouteMessage.route(try index(name), target: target, via: via, from: from, sequence)
                sent.append((bytes, step.line))
            case .rule, .forwarding, .serveNames, .resolver: break
            }
        }
        try ask(sent, socket)
    }

    /// Messages that wait for their answers at one time: the kernel keeps a bounded number of these.
    private static let batch = 64

    private static func ask(
        _ messages: [(bytes: [UInt8], line: String)], _ socket: borrowing RouteSocket
    ) throws(SystemError) {
        var start = 0
        while start < messages.count {
            let end = min(start + batch, messages.count)
            try socket.send(Array(messages[start..<end].map(\.bytes).joined()))
            var missing = end - start
            while missing > 0 {
                for answer in RouteMessage.answers(try socket.receive()) {
                    missing -= 1
                    guard answer.code != 0 else { continue }
                    let index = Int(answer.sequence)
                    let line = messages.indices.contains(index) ? messages[index].line : ""
                    throw SystemError("set up", line, code: answer.code)
                }
            }
            start = end
        }
    }

    /// Names the interface with a hardware address, brings it up, and answers its number.
    private static func bringUp(
        _ name: String, _ address: MACAddress, _ socket: borrowing RouteSocket
    ) throws(SystemError) -> UInt32 {
        let deadline = Clock.monotonicNanoseconds() + patienceNanoseconds
        var found = find(address)
        while found == nil, Clock.monotonicNanoseconds() < deadline {
            Clock.sleep(milliseconds: stepMilliseconds)
            found = find(address)
        }
        guard let (present, index) = found else {
            throw SystemError("find the interface of", "\(address)", code: ErrorCode.noDevice)
        }
        var messages: [(bytes: [UInt8], line: String)] = []
        let line = NetworkStep.interface(name: name, address: address).line
        func add(_ make: (UInt32) -> [UInt8]) { messages.append((make(UInt32(messages.count)), line)) }
        if present != name {
            // Whoever has the name gives it up, and gets its own in turn.
            if let other = number(of: name) {
                add { RouteMessage.set(other, isUp: false, $0) }
                add { RouteMessage.rename(other, to: "old\(other)", $0) }
            }
            add { RouteMessage.set(index, isUp: false, $0) }
            add { RouteMessage.rename(index, to: name, $0) }
        }
        if FileSystem.exists("\(settingFolder)/ipv6") { add { RouteMessage.refuseLinkLocal(index, $0) } }
        add { RouteMessage.set(index, isUp: true, $0) }
        try ask(messages, socket)
        return index
    }

    private static func find(_ address: MACAddress) -> (name: String, index: UInt32)? {
        guard let names = try? FileSystem.list(interfaceFolder) else { return nil }
        for name in names {
            guard let text = try? FileSystem.readText("\(interfaceFolder)/\(name)/address"), text == "\(address)",
                let index = number(of: name)
            else { continue }
            return (name, index)
        }
        return nil
    }

    private static func number(of name: String) -> UInt32? {
        (try? FileSystem.readText("\(interfaceFolder)/\(name)/ifindex")).flatMap { UInt32($0) }
    }

    // MARK: Names

    private static func serveNames(_ interface: String) throws(SystemError) {
        if let text = try? FileSystem.readText(nameServerFile), let process = Int32(text),
            (try? ProcessHandle(process)) != nil
        {
            return
        }
        let (code, output) = try ChildProcess.run(
            "/usr/sbin/dnsmasq",
            [
                "--conf-file=/dev/null", "--interface=\(interface)", "--except-interface=lo", "--bind-dynamic",
                "--no-hosts", "--user=nobody", "--group=nogroup", "--pid-file=\(nameServerFile)", "--cache-size=1000",
                "--edns-packet-max=1232",
            ])
        guard code == 0 else { throw SystemError("answer for names", output, code: ErrorCode.invalid) }
    }
}

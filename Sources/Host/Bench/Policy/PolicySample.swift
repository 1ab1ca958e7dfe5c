import Policy

/// Policies, VMs and calls of any size, with the shares that published Qubes policies have.
///
/// Of 1,652 rules in public repositories, 83 % are for any argument, 52 % name one source and 25 % `@anyvm`, 31 %
/// redirect, and 5 % are for any service.
struct PolicySample {
    private static let rulesPerFile = 500
    private static let tags = (0..<12).map { "tag-\($0)" }

    private var random: SplitMix
    private let machineCount: Int
    private let services: [String]

    /// - Parameters:
    ///   - seed: The same seed gives the same sample.
    ///   - ruleCount: How many rules there will be, for the number of services.
    ///   - machineCount: How many VMs, dom0 among them.
    ///   - serviceCount: How many services; nil for one to eight rules, and at most 240.
    init(seed: UInt64, ruleCount: Int, machineCount: Int, serviceCount: Int? = nil) {
        random = SplitMix(state: seed)
        self.machineCount = machineCount
        services = (0..<(serviceCount ?? max(24, min(240, ruleCount / 8)))).map { "sample.Service\($0)" }
    }

    /// `dom0` and the other VMs.
    mutating func world() -> World {
        World(
            (0..<machineCount - 1).map { number in
                let digits = String(number + 1, radix: 16)
                var domain = Domain(
                    name: "vm-\(number)",
                    uuid: "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits,
                    type: one(of: ["AppVM", "AppVM", "AppVM", "TemplateVM", "DispVM", "StandaloneVM"]))
                domain.tags = Set(Self.tags.filter { _ in random.below(6) == 0 })
                domain.isDisposableTemplate = number % 10 == 0
                domain.defaultDisposable = number % 7 == 0 ? nil : "vm-0"
                domain.powerState = random.below(2) == 0 ? "Running" : "Halted"
                return domain
            })
    }

    /// The files of a policy with so many rules, under `policy.d`.
    mutating func files(_ ruleCount: Int) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var text = "# A sample.\n"
        for number in 0..<ruleCount {
            text += rule() + "\n"
            if number % Self.rulesPerFile == Self.rulesPerFile - 1 || number == ruleCount - 1 {
                let digits = String(number / Self.rulesPerFile + 100_000)
                files["policy.d/\(digits)-sample.policy"] = Array(text.utf8)
                text = "# A sample.\n"
            }
        }
        return files
    }

    private mutating func rule() -> String {
        let isForAnyService = random.below(20) == 0
        let service = isForAnyService ? "*" : one(of: services)
        let argument = isForAnyService || random.below(100) < 83 ? "*" : "+argument\(random.below(8))"
        let source = source()
        let target = target()
        let action =
            switch random.below(100) {
            case ..<49: "allow"
            case ..<64: "ask"
            default: "deny"
            }
        var line = "\(service)\t\(argument)\t\(source)\t\(target)\t\(action)"
        if action == "deny" { return random.below(20) == 0 ? line + " notify=no" : line }
        if target == "@default" || random.below(100) < 25 {
            line += " target=" + (random.below(2) == 0 ? "dom0" : machine())
        }
        if random.below(30) == 0 { line += " user=user" }
        if random.below(40) == 0 { line += " autostart=no" }
        return line
    }

    private mutating func source() -> String {
        switch random.below(100) {
        case ..<52: machine()
        case ..<77: "@anyvm"
        case ..<95: "@tag:" + one(of: Self.tags)
        case ..<98: "@type:" + one(of: ["AppVM", "TemplateVM"])
        default: "*"
        }
    }

    private mutating func target() -> String {
        switch random.below(100) {
        case ..<30: "@anyvm"
        case ..<54: "@tag:" + one(of: Self.tags)
        case ..<67: "@default"
        case ..<80: machine()
        case ..<92: "dom0"
        case ..<95: "@dispvm"
        case ..<97: "*"
        case ..<98: "@dispvm:vm-0"
        case ..<99: "@type:AppVM"
        default: "@dispvm:@tag:" + one(of: Self.tags)
        }
    }

    /// Calls, most of which some rule is about.
    mutating func requests(_ count: Int) -> [PolicyRequest] {
        (0..<count).map { _ in
            let target =
                switch random.below(10) {
                case 0: "@dispvm"
                case 1: "@default"
                case 2: "dom0"
                case 3: "nobody"
                default: machine()
                }
            return PolicyRequest(
                service: random.below(12) == 0 ? "sample.Unknown" : one(of: services),
                argument: random.below(4) == 0 ? "+argument\(random.below(8))" : "+", source: machine(), target: target)
        }
    }

    private mutating func machine() -> String { "vm-\(random.below(max(machineCount - 1, 1)))" }

    private mutating func one(of values: [String]) -> String { values[random.below(values.count)] }
}

/// What the files of each tier may import.
struct ImportRule {
    /// The modules of each tier.
    let modules: [Tier: Set<String>]

    /// The one target that may import each C module.
    static let wrappers = [
        "CAllocationCount": "AllocationCount", "CLinux": "LinuxIO", "CDBus": "SystemBus", "CSeccomp": "Sandbox",
        "CZlib": "Checksums",
    ]
    /// What guests may use of the Platform tier: everything else would be in each guest's memory for nothing.
    static let guestPlatform: Set<String> = ["Checksums", "LinuxIO"]
    /// Named by the program that chooses one, and by nobody else.
    static let backends: Set<String> = ["QEMUBackend"]
    /// Which targets may import a package; programs may import all of them.
    static let packages: [String: Set<String>] = [
        "ArgumentParser": ["Bench", "Commands"],
        "Crypto": ["AuditLog", "PolicyFiles", "QEMUBackend"],
        "Logging": ["Manager"],
        "TOMLKit": ["Definitions"],
    ]
    /// Modules of the toolchain, and the tiers that may import them.
    ///
    /// Foundation itself is in none: it would add 40 MB to each program.
    static let toolchain: [String: Set<Tier>] = [
        "Synchronization": [.platform, .host, .guest, .programs],
        "Dispatch": [.platform, .host, .programs],
        "FoundationEssentials": [.host, .programs],
        "Glibc": [.platform],
    ]

    init() throws {
        var modules: [Tier: Set<String>] = [:]
        for tier in Tier.allCases { modules[tier] = try SourceTree.targets(of: tier) }
        self.modules = modules
    }

    init(modules: [Tier: Set<String>]) { self.modules = modules }

    /// Every import of a file that the rule forbids, as `PATH:LINE: TEXT`.
    func violations(in file: SourceFile) -> [String] {
        file.imports.compactMap { item in
            reason(against: item, in: file).map { "\(file.path):\(item.line): \(item.module): \($0)" }
        }
    }

    private func reason(against item: Import, in file: SourceFile) -> String? {
        let module = item.module
        if let tiers = Self.toolchain[module] {
            if tiers.contains(file.tier) { return nil }
            if module == "FoundationEssentials", file.module == "QMP", item.isScoped { return nil }
            return "the \(file.tier.rawValue) tier does without it"
        }
        if let users = Self.packages[module] {
            return users.contains(file.module) || file.tier == .programs
                ? nil : "only \(users.sorted().joined(separator: ", ")) uses this package"
        }
        guard let tier = modules.first(where: { $0.value.contains(module) })?.key else {
            return "neither a target nor a module that the rule knows"
        }
        if module == file.module { return "a target does not import itself" }
        return reason(against: module, of: tier, in: file)
    }

    private func reason(against module: String, of tier: Tier, in file: SourceFile) -> String? {
        switch (file.tier, tier) {
        case (_, .programs): return "programs are imported by nobody"
        case (.platform, .system):
            return Self.wrappers[module] == file.module ? nil : "only \(Self.wrappers[module] ?? "nobody") wraps it"
        case (_, .system): return "C is for the Platform tier"
        case (_, .core): return file.tier == .system ? "the System tier is C only" : nil
        case (.platform, .platform), (.host, .platform), (.programs, _): return nil
        case (.guest, .platform):
            return Self.guestPlatform.contains(module)
                ? nil : "the guest has \(Self.guestPlatform.sorted().joined(separator: " and ")) and nothing else"
        case (.guest, .guest): return nil
        case (.host, .host):
            return Self.backends.contains(module) ? "backends are named in programs only" : nil
        default:
            return "the \(file.tier.rawValue) tier may not know the \(tier.rawValue) tier"
        }
    }
}

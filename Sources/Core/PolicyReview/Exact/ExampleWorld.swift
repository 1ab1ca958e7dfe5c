package import Policy

/// VMs that stand for those that nobody named: one for everything that rules tell apart.
package enum ExampleWorld {
    /// The most tags of which every pair gets a VM.
    private static let maximumPairedTags = 12
    /// The most VMs.
    private static let maximumCount = 250

    /// The VMs for some policies.
    ///
    /// There is a VM of every name that a rule says, without tags; one with each tag, with each two tags, of each class;
    /// and one with nothing. What only a named VM with a tag would show is not seen.
    ///
    /// - Parameter policies: The policies.
    /// - Returns: Their world.
    package static func make(for policies: [RuleSet]) -> World {
        var words = Words()
        for rules in policies { words.add(rules) }
        var domains: [Domain] = []
        func add(
            _ name: String, type: String = "AppVM", tags: [String] = [], template: Bool = false, uuid: String? = nil
        ) {
            guard domains.count < maximumCount else { return }
            var domain = Domain(name: name, uuid: uuid ?? "example-\(domains.count)", type: type)
            domain.tags = Set(tags)
            domain.isDisposableTemplate = template
            domain.defaultDisposable = template ? nil : words.templates.sorted().first ?? "some-template"
            domain.powerState = "Running"
            domains.append(domain)
        }
        // Those without which nothing is to be seen come first.
        add("some-vm")
        add("other-vm")
        add("some-template", template: true)
        for name in words.names.union(words.templates).sorted() where name != World.adminName {
            add(name, template: words.templates.contains(name))
        }
        for tag in words.tags.sorted() { add("some-\(tag)", tags: [tag]) }
        for tag in words.templateTags.sorted() { add("some-template-\(tag)", tags: [tag], template: true) }
        for type in words.types.sorted() where type != "AdminVM" { add("some-\(type)", type: type) }
        for uuid in words.uuids.sorted() where uuid != World.adminUUID { add("vm-\(uuid)", uuid: uuid) }
        let tags = words.tags.sorted().prefix(maximumPairedTags)
        for (number, tag) in tags.enumerated() {
            for other in tags.dropFirst(number + 1) { add("some-\(tag)-and-\(other)", tags: [tag, other]) }
        }
        return World(domains)
    }

    private struct Words {
        var names: Set<String> = []
        var uuids: Set<String> = []
        var tags: Set<String> = []
        var types: Set<String> = []
        var templates: Set<String> = []
        var templateTags: Set<String> = []

        mutating func add(_ rules: RuleSet) {
            for rule in rules.rules {
                for token in [rule.source, rule.target] { add(token, rules) }
            }
            for parameters in rules.parameterSets {
                if let token = parameters.target { add(token, rules) }
                if let token = parameters.defaultTarget { add(token, rules) }
            }
        }

        private mutating func add(_ token: Token, _ rules: RuleSet) {
            switch token {
            case .name(let word): names.insert(rules.vocabulary[word])
            case .uuid(let word): uuids.insert(rules.vocabulary[word])
            case .tag(let word): tags.insert(rules.vocabulary[word])
            case .type(let word): types.insert(rules.vocabulary[word])
            case .disposableOf(let word): templates.insert(rules.vocabulary[word])
            case .disposableOfTag(let word): templateTags.insert(rules.vocabulary[word])
            case .everything, .anyVM, .adminVM, .unspecified, .disposable, .disposableOfUUID: break
            }
        }
    }
}

import Machines

/// Puts the statements of all files together, and finds what is wrong only when they are seen at once.
struct SetBuilder {
    private static let mostCompartments = 64

    private(set) var assertions = AssertionSet()
    private var levelsPlace: AssertionPlace?
    private var integrityPlace: AssertionPlace?
    private var wallPlaces: [String: AssertionPlace] = [:]
    private var labelPlaces: [String: AssertionPlace] = [:]
    private var hasLabelCheck = false

    /// Makes one set of the statements.
    ///
    /// - Parameters:
    ///   - statements: All of them, in order.
    ///   - problems: Gets what is wrong with them together.
    /// - Returns: The set, which is whole even where problems were found.
    static func build(_ statements: [Statement], _ problems: inout ProblemList) -> AssertionSet {
        var builder = Self()
        for statement in statements { builder.add(statement, &problems) }
        for label in builder.assertions.labels { builder.check(label, &problems) }
        builder.addLabelChecks()
        return builder.assertions
    }

    private mutating func add(_ statement: Statement, _ problems: inout ProblemList) {
        switch statement.body {
        case .levels(let levels):
            if let levelsPlace { return twice("the levels", statement, levelsPlace, &problems) }
            levelsPlace = statement.place
            assertions.levels = levels
        case .integrityLevels(let levels):
            if let integrityPlace { return twice("the levels of integrity", statement, integrityPlace, &problems) }
            integrityPlace = statement.place
            assertions.integrityLevels = levels
        case .compartments(let names): add(compartments: names, statement, &problems)
        case .label(let subject):
            let name = "\(subject.kind.rawValue) '\(subject.name)'"
            if let place = labelPlaces.updateValue(statement.place, forKey: name) {
                return twice("the label of \(name)", statement, place, &problems)
            }
            assertions.labels.append(statement)
        case .trust: assertions.trusts.append(statement)
        case .exemption: assertions.exemptions.append(statement)
        case .acceptedChange: assertions.acceptedChanges.append(statement)
        case .world(let name):
            if !assertions.worlds.contains(where: { $0.name == name }) {
                assertions.worlds.append(NamedWorld(name: name, place: statement.place))
            }
        case .labelCheck:
            hasLabelCheck = true
            assertions.checks.append(statement)
        case .wall(let wall):
            if let place = wallPlaces.updateValue(statement.place, forKey: wall.name) {
                twice("the wall '\(wall.name)'", statement, place, &problems)
            }
            assertions.checks.append(statement)
        case .flow, .neverTags, .service, .expectation, .relation: assertions.checks.append(statement)
        }
    }

    private func twice(
        _ what: String, _ statement: Statement, _ first: AssertionPlace, _ problems: inout ProblemList
    ) {
        problems.add(
            "\(what) a second time", at: statement.place, expected: "one declaration; the first is at \(first)")
    }

    private mutating func add(compartments names: [String], _ statement: Statement, _ problems: inout ProblemList) {
        for name in names {
            if assertions.compartments.contains(name) {
                problems.add("the compartment '\(name)' a second time", at: statement.place, expected: "each once")
            } else if assertions.compartments.count == Self.mostCompartments {
                return problems.add(
                    "more compartments than \(Self.mostCompartments)", at: statement.place, expected: "fewer")
            } else {
                assertions.compartments.append(name)
            }
        }
    }

    /// Looks up the words of a label, which may be declared in a later file.
    private func check(_ statement: Statement, _ problems: inout ProblemList) {
        guard case .label(let subject) = statement.body else { return }
        if let level = subject.level {
            check("level", level, among: assertions.levels, "label level", statement, &problems)
        }
        if let integrity = subject.integrity {
            check(
                "level of integrity", integrity, among: assertions.integrityLevels, "label integrity", statement,
                &problems)
        }
        for name in subject.compartments.sorted() {
            check("compartment", name, among: assertions.compartments, "label compartments", statement, &problems)
        }
    }

    private func check(
        _ what: String, _ word: String, among known: [String], _ declaration: String, _ statement: Statement,
        _ problems: inout ProblemList
    ) {
        guard !known.contains(word) else { return }
        problems.add(
            "unknown \(what) '\(word)'", at: statement.place,
            expected: known.isEmpty ? "a line '\(declaration) …' that declares it" : known.joined(separator: ", "),
            suggestion: NearestWord.find(word, among: known))
    }

    private mutating func addLabelChecks() {
        guard !hasLabelCheck else { return }
        for side in LabelCheck.Side.allCases {
            let first = assertions.labels.first { statement in
                guard case .label(let subject) = statement.body else { return false }
                return side == .confidentiality ? subject.level != nil : subject.integrity != nil
            }
            guard let first else { continue }
            assertions.checks.append(
                Statement(
                    place: first.place, text: "label check \(side.rawValue)",
                    body: .labelCheck(LabelCheck(side: side, strength: .ask))))
        }
    }
}

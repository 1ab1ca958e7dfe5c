package import Machines
package import Policy

/// The last check before a policy may come into force: whether every assertion about it holds.
package struct PolicyGate: Sendable {
    /// What is checked together.
    package struct Question {
        /// The rules, made ready for the VMs that there are.
        package let policy: CompiledPolicy
        /// The service descriptions, by name; a service that none of them describes is assumed to do the worst.
        package let services: [PolicyGateFile]
        /// The assertions, by name.
        package let assertions: [PolicyGateFile]
        /// Reads the file of a world that an assertion names, from the configuration directory; nil when there is none.
        ///
        /// The locked layer's assertions have none: nobody signed it.
        package let worldFile: (String) -> Result<[UInt8]?, PolicyFileError>

        package init(
            policy: CompiledPolicy, services: [PolicyGateFile] = [], assertions: [PolicyGateFile] = [],
            worldFile: @escaping (String) -> Result<[UInt8]?, PolicyFileError> = { _ in .success(nil) }
        ) {
            self.policy = policy
            self.services = services
            self.assertions = assertions
            self.worldFile = worldFile
        }
    }

    /// What checking came to.
    package struct Answer: Hashable, Sendable {
        /// How many assertions were checked.
        package var count: Int
        /// What is wrong: a file that cannot be read, or an assertion that does not hold, with the path that breaks it.
        package var problems: [Problem]

        package init(count: Int, problems: [Problem] = []) {
            self.count = count
            self.problems = problems
        }
    }

    private let body: @Sendable (Question) -> Answer

    /// Makes a gate of a function, which may depend on nothing but the question.
    package init(_ body: @escaping @Sendable (Question) -> Answer) { self.body = body }

    /// Checks all assertions of a question.
    package func check(_ question: Question) -> Answer { body(question) }

    /// A gate that can check nothing, and therefore lets nothing through that states an assertion.
    package static let closed = PolicyGate { question in
        Answer(
            count: 0,
            problems: question.assertions.map { file in
                Problem(file: file.path, position: .start, message: "this program cannot check assertions")
            })
    }
}

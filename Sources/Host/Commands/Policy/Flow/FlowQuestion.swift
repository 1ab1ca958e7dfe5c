import FlowAnalysis

/// One of the things that are asked about two VMs.
struct FlowQuestion {
    /// What the edges carry.
    let content: FlowContent
    /// Whether a person may be asked on the way.
    let allowsPrompts: Bool

    /// The question's name in output.
    var title: String { (content == .data ? "Data" : "Command") + (allowsPrompts ? ", with prompts" : ", no prompt") }

    var query: FlowQuery { FlowQuery(kinds: allowsPrompts ? .all : .withoutPrompt, content: content) }

    /// All of them, in the order in which they are answered.
    static func all(withPrompts: Bool) -> [Self] {
        [FlowContent.data, .control].flatMap { content in
            (withPrompts ? [false, true] : [false]).map { Self(content: content, allowsPrompts: $0) }
        }
    }
}

/// The answer to one of them.
struct FlowAnswer {
    let question: FlowQuestion
    /// One of the shortest paths; nil when there is none.
    let path: FlowPath?
    /// What is wrong with the path; always empty.
    let failures: [ReplayFailure]

    init(question: FlowQuestion, path: FlowPath?, graph: FlowGraph) {
        self.question = question
        self.path = path
        failures = path.map { graph.replay($0) } ?? []
    }
}

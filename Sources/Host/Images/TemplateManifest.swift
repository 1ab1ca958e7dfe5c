/// What `manifest.json` of a template version says, as far as a start needs it (guest/README.md).
struct TemplateManifest: Decodable {
    struct File: Decodable {
        let file: String
    }

    struct Root: Decodable {
        let file: String
        let sizeBytes: Int
        let verity: VerityParameters

        enum CodingKeys: String, CodingKey {
            case file
            case sizeBytes = "size_bytes"
            case verity
        }
    }

    let schema: Int
    let kernel: File
    let initramfs: File
    let root: Root
}

/// What the guard looks for.
///
/// A pattern is a row of steps. A step is one word of several ("ignore|disregard"), in lower case; `..3` between two steps
/// lets up to three other words stand between them, and without it they follow each other. `!` in front means: not right
/// behind a negation. No passage goes over the end of a sentence. Words are compared whole: apostrophes inside of them do
/// not count ("don't" is "dont"), and names such as `ignore_previous_instructions` are words of their own. A step that
/// begins with `<` or `[` is a mark (`GuardWords`), bars and all.
///
/// Patterns ask for what ordinary talk about code does not have: "ignore the previous commit", "act as a proxy", "override
/// the system prompt in config.yaml" and "never reveal your system prompt" are none.
enum GuardPatterns {
    /// All of them, by family.
    static let all: [(family: GuardFamily, patterns: [String])] = [
        (.override, override + overrideElsewhere), (.roleHijack, roleHijack),
        (.promptLeak, promptLeak), (.delimiter, delimiter), (.persona, persona),
        (.encoding, encoding),
    ]

    /// Behind one of these, with at most one word between, "ignore" is a warning against it.
    static let negations = [
        "not", "never", "dont", "cannot", "cant", "shouldnt", "mustnt", "wont", "didnt", "doesnt",
        "without", "avoid", "refuse",
    ]

    private static let override = [
        "!\(dismiss) ..3 \(earlier) \(orders)",
        "!\(dismiss) ..3 \(earlier) system|safety|developer|content|security|ai \(orders)|prompt",
        "!\(dismiss) ..2 the|your|all|any ..1 \(earlier) prompt|prompts",
        "!override|bypass ..3 previous|prior|above|earlier|preceding ..1 \(orders)",
        "!\(dismiss) ..2 your ..2 \(orders)",
        "!\(dismiss) ..1 \(orders) ..1 above|before",
        "!\(dismiss) ..1 \(orders) ..1 you were|have ..1 given|told|been",
        "do not \(obey) ..3 \(earlier)|your \(orders)",
        "dont|stop|cease|quit ..1 \(obey) ..3 previous|prior|earlier|preceding|your \(orders)",
        "!\(dismiss) ..1 everything|all|anything ..2 you were|have|had ..1 told|taught|instructed",
        "!\(dismiss) everything|all ..1 above and",
        "all|your ..1 \(earlier) \(orders) ..2 are|were ..2 void|cancelled|canceled|revoked|lifted",
        "your real|actual|true \(orders)|objective|goal|task ..1 are|is",
        "!bypass|disable|override|circumvent|evade ..1 your ..3 safety|safeguards|filters|filter|"
            + "restrictions|guidelines|programming|guardrails|alignment",
    ]

    /// The same in Spanish, Portuguese, German and French.
    private static let overrideElsewhere = [
        "ignora|ignore|olvida|olvide|descarta ..3 instrucciones ..2 anteriores|previas",
        "ignora|ignore|esqueça|desconsidere|descarte ..3 instruções ..2 anteriores|prévias",
        "ignoriere|ignorieren|vergiss|missachte ..3 vorherigen|bisherigen|obigen|früheren|"
            + "vorangegangenen anweisungen|instruktionen",
        "ignore|ignorez|oublie|oubliez ..3 instructions|consignes ..1 précédentes|antérieures",
    ]

    private static let roleHijack = [
        "from now on ..2 you ..1 are|will|shall ..4 \(unbound)",
        "from now on ..3 act|behave|respond|answer as|like ..4 \(unbound)",
        "you are ..1 now ..4 \(unbound) ..2 \(machine)",
        "you are no longer ..2 assistant|ai|chatbot|bound|restricted|constrained|censored",
        "pretend|imagine|roleplay|act|behave|respond|answer ..4 you|as|like ..6 without|no ..2 "
            + bounds,
        "pretend|imagine|roleplay|act|behave|respond|answer ..4 as|like|are|be ..3 \(unbound) "
            + "..2 \(machine)",
        "you have no ..1 \(bounds)",
        "you are not|never ..1 bound|restricted|constrained by ..3 \(bounds)|rules|policies|policy",
        "you arent ..1 bound|restricted|constrained by ..3 \(bounds)|rules|policies|policy",
    ]

    private static let promptLeak = [
        "!\(tell) ..4 your ..1 system|hidden|secret|internal|initial|original|starting|developer "
            + "prompt|prompts|instructions|directives",
        "!\(tell) ..4 your ..1 system|hidden|secret message|messages",
        "!give|send|write|list me|us|out|down ..3 your ..1 system|hidden|secret|internal|initial|"
            + "original prompt|instructions|directives",
        "!\(tell) ..2 your ..1 prompt|instructions ..3 verbatim|entirety",
        "what is|are|was|were ..1 your ..1 system|hidden|secret|initial|original "
            + "prompt|instructions|directives",
        "!repeat|print|output|copy ..2 everything|words|text|content|instructions ..1 above ..6 "
            + "verbatim|starting|beginning|block",
        "what instructions ..1 were|have you ..1 given",
        "!\(tell) ..3 instructions ..1 you were|have ..1 given|told",
    ]

    private static let delimiter = [
        "<|im_start|> system|developer|assistant|user|tool", "<|im_end|> ..1 <|im_start|>",
        "<|start_header_id|> system|assistant|user", "<|eot_id|> ..1 <|start_header_id|>",
        "<|system|> ..12 \(address)", "<|endoftext|> ..12 \(address)",
        "<<sys>> ..12 \(address)", "[/inst] ..30 [inst]",
        "<system> ..12 \(address)", "<system_prompt> ..12 \(address)",
        "[system] ..12 \(address)",
    ]

    private static let persona = [
        "do anything now", "dan mode|prompt|jailbreak",
        "act|respond|answer|behave ..1 as|like dan",
        "jailbroken|jailbreak ai|assistant|model|chatbot|mode|persona|response",
        "chatgpt|gpt|claude|gemini|assistant ..3 developer mode ..2 enabled|activated|output|engaged",
        "enable|enter|activate|engage ..2 unrestricted|unfiltered|uncensored|jailbreak mode",
        "always intelligent and machiavellian", "strive to avoid norms", "evil confidant",
        "stay|remain in character ..8 no|without|regardless ..3 \(bounds)",
    ]

    private static let encoding = [
        "decode|decrypt|decipher|unscramble|translate ..5 \(codes) ..8 \(follow) ..2 "
            + "it|them|instructions|instruction|commands|message",
        "\(follow) ..3 \(codes) ..2 instructions|instruction|message|commands|prompt",
        "\(follow) ..3 instructions|message|commands ..3 encoded|written|hidden in|as \(codes)",
        "respond|reply|answer|write ..4 in|using \(codes) ..6 avoid|bypass|evade ..3 "
            + "filter|filters|detection|moderation",
    ]
}

/// Words that several patterns share.
extension GuardPatterns {
    private static let dismiss = "ignore|disregard|forget|neglect|abandon"
    private static let earlier =
        "previous|prior|above|earlier|preceding|foregoing|former|original|initial|system|existing"
    private static let orders =
        "instructions|instruction|directives|directive|guidelines|programming|orders"
    private static let obey = "follow|following|obey|obeying|heed|adhere"
    private static let unbound =
        "unrestricted|unfiltered|uncensored|jailbroken|amoral|unethical|evil|immoral"
    private static let bounds =
        "restrictions|limitations|censorship|guidelines|ethics|morals|guardrails|safeguards|moderation"
    private static let machine = "ai|assistant|model|chatbot|bot|llm|agent|intelligence"
    private static let tell =
        "reveal|show|print|repeat|output|display|tell|leak|dump|expose|disclose|recite|share|paste"
    private static let address =
        "you|your|youre|ignore|disregard|forget|override|obey|instructions|assistant"
    private static let codes = "base64|base32|rot13|morse|cipher|ciphertext|leetspeak"
    private static let follow = "follow|execute|obey|perform|comply|carry|act"
}

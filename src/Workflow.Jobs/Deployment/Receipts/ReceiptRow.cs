using Workflow.Jobs.Json;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>A receipt as the database has it.</summary>
internal sealed class ReceiptRow
{
    public const string Select = """
        SELECT id AS Id, endpoint AS Endpoint, pipeline AS Pipeline, platform AS Platform, handle AS Handle, role AS Role, pipeline_sha256 AS PipelineSha256,
               image_reference AS ImageReference, state AS State, since AS Since, reason AS Reason, checks AS Checks, first_proven_at AS FirstProvenAt,
               last_proven_at AS LastProvenAt, verified_at AS VerifiedAt, asked_at AS AskedAt, next_at AS NextAt, misses AS Misses, asks AS Asks, proofs AS Proofs,
               prover AS Prover
        FROM receipt
        """;

    public string Id { get; init; } = string.Empty;

    public string Endpoint { get; init; } = string.Empty;

    public string Pipeline { get; init; } = string.Empty;

    public string Platform { get; init; } = string.Empty;

    public string Handle { get; init; } = string.Empty;

    public string Role { get; init; } = string.Empty;

    public string PipelineSha256 { get; init; } = string.Empty;

    public string ImageReference { get; init; } = string.Empty;

    public string State { get; init; } = string.Empty;

    public long Since { get; init; }

    public string? Reason { get; init; }

    public string? Checks { get; init; }

    public long? FirstProvenAt { get; init; }

    public long? LastProvenAt { get; init; }

    public long? VerifiedAt { get; init; }

    public long? AskedAt { get; init; }

    public long NextAt { get; init; }

    public long Misses { get; init; }

    public long Asks { get; init; }

    public long Proofs { get; init; }

    public string? Prover { get; init; }

    public Receipt ToReceipt() => new()
    {
        Id = Id,
        Endpoint = Endpoint,
        Pipeline = Pipeline,
        Platform = Platform,
        Handle = Handle,
        Role = Role,
        PipelineSha256 = PipelineSha256,
        ImageReference = ImageReference,
        State = Enum.Parse<ReceiptState>(State),
        Since = Time(Since),
        Reason = Reason,
        Checks = Checks is null ? [] : JobsJson.Read<ProofCheck[]>(Checks),
        FirstProvenAt = Time(FirstProvenAt),
        LastProvenAt = Time(LastProvenAt),
        VerifiedAt = Time(VerifiedAt),
        AskedAt = Time(AskedAt),
        NextAt = Time(NextAt),
        Misses = Misses,
        Asks = Asks,
        Proofs = Proofs,
        Prover = Prover,
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } known ? Time(known) : null;
}

using System.Text.Json.Serialization;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>What is proven of a deployment, and since when.</summary>
public sealed record Receipt
{
    private const int LongestSilence = 3;

    /// <summary>Identifier.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Pipeline that the endpoint serves.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Name of the platform.</summary>
    public required string Platform { get; init; }

    /// <summary>How the platform knows the deployment.</summary>
    public required string Handle { get; init; }

    /// <summary>From <see cref="ReceiptRoles"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Digest of the scoring pipeline file that it has to answer with.</summary>
    public required string PipelineSha256 { get; init; }

    /// <summary>Reference of the image that has to run.</summary>
    public required string ImageReference { get; init; }

    /// <summary>How it is.</summary>
    public required ReceiptState State { get; init; }

    /// <summary>Since when it is so.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why it is not green; null where it is.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was first proven; null before.</summary>
    public DateTimeOffset? FirstProvenAt { get; init; }

    /// <summary>When it was last proven; null before it was.</summary>
    public DateTimeOffset? LastProvenAt { get; init; }

    /// <summary>When every byte of the image was last verified; null before.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When it was last asked; null before.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When it is asked next.</summary>
    public required DateTimeOffset NextAt { get; init; }

    /// <summary>How often in a row it could not be asked.</summary>
    public long Misses { get; init; }

    /// <summary>How often it was asked.</summary>
    public long Asks { get; init; }

    /// <summary>How often it was proven.</summary>
    public long Proofs { get; init; }

    /// <summary>What was looked at last.</summary>
    public IReadOnlyList<ProofCheck> Checks { get; init; } = [];

    /// <summary>Who has proven it last: a machine and its home. Null before it was proven, and once that one is gone.</summary>
    [JsonIgnore]
    public string? Prover { get; init; }

    /// <summary>The receipt as it counts at a time: what was proven long ago is not green any more.</summary>
    public Receipt At(DateTimeOffset now)
    {
        if (State != ReceiptState.Green || AskedAt is not { } asked || LastProvenAt is not { } proven) return this;
        TimeSpan patience = LongestSilence * (NextAt - asked);
        return now - proven <= patience
            ? this
            : this with { State = ReceiptState.Amber, Since = proven + patience, Reason = "nobody has asked it for a while: no server or worker runs that could, or it is being deployed" };
    }
}

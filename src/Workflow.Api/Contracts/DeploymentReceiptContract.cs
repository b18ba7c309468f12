using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Api.Contracts;

/// <summary>The receipt of a deployment: what is proven of it, since when, and what was looked at last.</summary>
/// <param name="Role"><c>serving</c>, or <c>warm</c> where it served before and is kept running.</param>
/// <param name="Platform">Platform.</param>
/// <param name="Deployment">How the platform knows it.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file that it has to answer with.</param>
/// <param name="Image">Reference of the image that has to run.</param>
/// <param name="State"><c>green</c>, <c>amber</c>, <c>red</c> or <c>new</c>.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Reason">Why it is not green.</param>
/// <param name="FirstProvenAt">When it was first proven.</param>
/// <param name="LastProvenAt">When it was last proven.</param>
/// <param name="VerifiedAt">When every byte of the image was last verified.</param>
/// <param name="AskedAt">When it was last asked.</param>
/// <param name="Asks">How often it was asked.</param>
/// <param name="Proofs">How often it was proven.</param>
/// <param name="Checks">What was looked at last, with what came of it.</param>
public sealed record DeploymentReceiptContract(
    string Role,
    string Platform,
    string Deployment,
    string PipelineSha256,
    string Image,
    string State,
    DateTimeOffset Since,
    string? Reason,
    DateTimeOffset? FirstProvenAt,
    DateTimeOffset? LastProvenAt,
    DateTimeOffset? VerifiedAt,
    DateTimeOffset? AskedAt,
    long Asks,
    long Proofs,
    IReadOnlyList<ProofCheckContract> Checks)
{
    /// <summary>The contract of a receipt.</summary>
    public static DeploymentReceiptContract Of(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return new DeploymentReceiptContract(
            receipt.Role,
            receipt.Platform,
            receipt.Handle,
            receipt.PipelineSha256,
            receipt.ImageReference,
            ReceiptContract.WordOf(receipt.State),
            receipt.Since,
            receipt.Reason,
            receipt.FirstProvenAt,
            receipt.LastProvenAt,
            receipt.VerifiedAt,
            receipt.AskedAt,
            receipt.Asks,
            receipt.Proofs,
            [.. receipt.Checks.Select(ProofCheckContract.Of)]);
    }
}

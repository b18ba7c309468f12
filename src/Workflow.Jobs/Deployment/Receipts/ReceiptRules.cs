using System.Globalization;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>What a proof makes of a receipt.</summary>
internal static class ReceiptRules
{
    /// <summary>The receipt after a proof. Something else is red at once; silence is amber first.</summary>
    /// <param name="receipt">The receipt before.</param>
    /// <param name="proof">What came of asking.</param>
    /// <param name="misses">After how many failures to ask it is red.</param>
    /// <param name="prover">Who has asked.</param>
    /// <param name="now">When.</param>
    public static Receipt Apply(Receipt receipt, DeploymentProof proof, int misses, string prover, DateTimeOffset now)
    {
        Receipt next = proof.Outcome switch
        {
            ProofOutcome.Proven => receipt with
            {
                State = ReceiptState.Green,
                Reason = null,
                FirstProvenAt = receipt.FirstProvenAt ?? now,
                LastProvenAt = now,
                Misses = 0,
                Proofs = receipt.Proofs + 1,
                Prover = prover,
            },
            ProofOutcome.Refuted => receipt with { State = ReceiptState.Red, Reason = proof.Reason, Misses = 0 },
            _ => Missed(receipt, proof, misses, prover),
        };
        return next with
        {
            Checks = proof.Checks,
            Since = next.State == receipt.State ? receipt.Since : now,
            VerifiedAt = proof.IsWhole ? now : receipt.VerifiedAt,
        };
    }

    // What was refuted once does not become harmless because nobody answers any more.
    private static Receipt Missed(Receipt before, DeploymentProof proof, int allowed, string prover)
    {
        // Whoever has proven it is gone: from now on it is anybody's, and its silence is counted at every interval.
        Receipt receipt = before with { Prover = before.Prover == prover ? prover : null };
        long misses = receipt.Misses + 1;
        if (receipt.State == ReceiptState.Red) return receipt with { Misses = misses };
        if (misses < allowed) return receipt with { State = ReceiptState.Amber, Reason = proof.Reason, Misses = misses };
        string since = receipt.LastProvenAt is { } proven ? string.Create(CultureInfo.InvariantCulture, $"not proven since {proven.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : "never proven";
        return receipt with { State = ReceiptState.Red, Reason = $"{since}: {proof.Reason}", Misses = misses };
    }
}

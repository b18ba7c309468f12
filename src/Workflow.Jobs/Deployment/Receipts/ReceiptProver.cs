using Workflow.Jobs.Images.Verification;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Has a deployment prove that it is the one that was approved: what answers, what really runs, and that its signatures still count.</summary>
public sealed class ReceiptProver
{
    private const string Record = "record";
    private const string Bytes = "image bytes";
    private readonly Platforms _platforms;
    private readonly ExpectedDeployments _expected;
    private readonly ImageVerifier _images;
    private readonly TimeProvider _time;
    private readonly ReceiptOptions _options;

    /// <summary>Creates a prover.</summary>
    public ReceiptProver(Platforms platforms, ExpectedDeployments expected, ImageVerifier images, TimeProvider time, ReceiptOptions options)
    {
        _platforms = platforms;
        _expected = expected;
        _images = images;
        _time = time;
        _options = options;
    }

    /// <summary>Asks, for as long as the options allow.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="subject">The deployment.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<DeploymentProof> ProveAsync(string project, ReceiptSubject subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (await _expected.FindAsync(project, subject, stop.Token).ConfigureAwait(false) is not { } expected)
            {
                return new DeploymentProof([ProofCheck.Unknown(Record, $"which image {subject.ImageReference} is, is not on record; deploy the version again")]);
            }

            IReadOnlyList<ProofCheck> signatures = await SignaturesAsync(expected, stop.Token).ConfigureAwait(false);
            return new DeploymentProof([.. await AskAsync(subject.Handle, expected, stop.Token).ConfigureAwait(false), .. signatures]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeploymentProof([ProofCheck.Unknown("platform", $"it did not prove itself within {_options.Timeout.TotalSeconds:0} s")]);
        }
    }

    /// <summary>Adds what reading every byte of the image comes to, where the image lies here.</summary>
    public async Task<DeploymentProof> CompleteAsync(string project, ReceiptSubject subject, DeploymentProof proof, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(proof);
        ExpectedDeployment? expected = await _expected.FindAsync(project, subject, cancellationToken).ConfigureAwait(false);
        if (expected is not { UnverifiedReason: null } || !_images.Has(expected.Image)) return proof;
        ImageVerification bytes = await _images.VerifyBytesAsync(ImageOf(expected), cancellationToken).ConfigureAwait(false);
        ProofCheck check = bytes switch
        {
            { Failure: null } => ProofCheck.Proven(Bytes, $"all of {expected.Image.ManifestDigest} was read"),
            { IsUnread: true, Failure: var unread } => ProofCheck.Unknown(Bytes, unread),
            { Failure: var failure } => ProofCheck.Refuted(Bytes, failure),
        };
        return new DeploymentProof([.. proof.Checks, check]) { IsWhole = !bytes.IsUnread };
    }

    private static ExpectedImage ImageOf(ExpectedDeployment expected) => new(expected.Name, expected.Image, expected.PipelineSha256);

    private async Task<IReadOnlyList<ProofCheck>> AskAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        try
        {
            return await _platforms.Find(handle.Platform).ProveAsync(handle, expected, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception silent) when (silent is not OperationCanceledException)
        {
            // Whatever somebody else's server answers: it is no defect of this process, which has other work.
            return [ProofCheck.Unknown("platform", silent.Message)];
        }
    }

    // Few and small: a key that was revoked is noticed at the next question.
    private async Task<IReadOnlyList<ProofCheck>> SignaturesAsync(ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        if (expected.UnverifiedReason is { } reason) return [ProofCheck.Proven("signature", $"not asked for, it was deployed unverified: {reason}")];
        ImageVerification said = await _images.VerifyStatementsAsync(ImageOf(expected), cancellationToken).ConfigureAwait(false);
        return [said.Failure is { } failure ? ProofCheck.Refuted("signature", failure) : ProofCheck.Proven("signature", said.Checks[0].Detail)];
    }
}

using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Signing;

namespace Workflow.Jobs.Images.Verification;

/// <summary>Verifies images: every byte, every signature, nothing but what lies here.</summary>
public sealed class ImageVerifier(ImageLayout layout, ImageStatementStore statements, TrustedKeyStore keys)
{
    /// <summary>Looks at everything, also where something is wrong already.</summary>
    /// <param name="expected">What the image must be.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<ImageVerification> VerifyAsync(ExpectedImage expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expected);
        IReadOnlyList<ImageStatement> said = await statements.ListAsync(expected.Image.ManifestDigest, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TrustedKey> known = await keys.ListAsync(cancellationToken).ConfigureAwait(false);
        return await VerifyAsync(expected, said, known, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks at everything, with statements and keys that are not on record here.</summary>
    public async Task<ImageVerification> VerifyAsync(
        ExpectedImage expected, IReadOnlyList<ImageStatement> said, IReadOnlyList<TrustedKey> known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expected);
        IReadOnlyList<ImageCheck> blobs = await new BlobChecks(layout).CheckAsync(expected, cancellationToken).ConfigureAwait(false);
        return new ImageVerification(expected.Image.ManifestDigest, [.. blobs, .. StatementChecks.Check(expected, said, known)]);
    }

    /// <summary>Whether the image lies here, so that its bytes can be read.</summary>
    public bool Has(BuiltImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return layout.Contains(image.ManifestDigest);
    }

    /// <summary>Reads every byte, and looks at no signature.</summary>
    public async Task<ImageVerification> VerifyBytesAsync(ExpectedImage expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return new ImageVerification(expected.Image.ManifestDigest, await new BlobChecks(layout).CheckAsync(expected, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Looks at the signatures of now, and reads nothing of the image itself: quick, wherever the image is.</summary>
    public async Task<ImageVerification> VerifyStatementsAsync(ExpectedImage expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expected);
        IReadOnlyList<ImageStatement> said = await statements.ListAsync(expected.Image.ManifestDigest, cancellationToken).ConfigureAwait(false);
        return new ImageVerification(expected.Image.ManifestDigest, StatementChecks.Check(expected, said, await keys.ListAsync(cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>Refuses an image that is not what it must be.</summary>
    /// <exception cref="ImageException">It is not; the message says in what.</exception>
    public async Task RequireAsync(ExpectedImage expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if ((await VerifyAsync(expected, cancellationToken).ConfigureAwait(false)).Failure is { } failure)
        {
            throw new ImageException($"the image of {expected.Name} is refused: {failure}");
        }
    }
}

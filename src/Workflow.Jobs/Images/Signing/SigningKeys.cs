using Workflow.Jobs.Home;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Signing;

/// <summary>
/// The key that this home signs with: the user's, where WORKFLOW_SIGNING_KEY names one, else one that is made when it is first needed and stays in
/// the home, readable by this user alone. Whatever has signed once is trusted until it is revoked.
/// </summary>
public sealed class SigningKeys(WorkflowHome home, TrustedKeyStore trusted, string? keyFile)
{
    /// <summary>Name of the variable with the path of the user's own key.</summary>
    public const string KeyVariable = "WORKFLOW_SIGNING_KEY";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string OwnFile => Path.Combine(home.Keys, "signing.pem");

    /// <summary>The key to sign with. The caller disposes of it.</summary>
    /// <exception cref="SigningException">The file holds no such key, or the key was revoked.</exception>
    public async Task<SigningKey> OpenAsync(CancellationToken cancellationToken)
    {
        SigningKey key = keyFile is null ? await OpenOwnAsync(cancellationToken).ConfigureAwait(false) : Read(keyFile);
        try
        {
            await trusted.TrustAsync(key.Public, keyFile is null ? TrustedKeyStore.MadeHere : Path.GetFileName(keyFile), cancellationToken).ConfigureAwait(false);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Makes a new key and signs with it from now on. What the old one has signed stays valid: it goes on verifying.</summary>
    /// <returns>The new key's public half.</returns>
    /// <exception cref="SigningException">The key is the user's own.</exception>
    public async Task<PublicKey> RotateAsync(CancellationToken cancellationToken)
    {
        if (keyFile is not null) throw new SigningException($"{KeyVariable} names the key {keyFile}: put another one there, or unset the variable");
        using SigningKey key = SigningKey.Create();

        // Trusted first: if we die in between, a key is trusted that nobody has.
        await trusted.TrustAsync(key.Public, TrustedKeyStore.MadeHere, cancellationToken).ConfigureAwait(false);
        using FileTurn turn = await FileTurn.TakeAsync(LockFile, cancellationToken).ConfigureAwait(false);
        Write(key);
        return key.Public;
    }

    /// <summary>Signs with a key of the user's from now on.</summary>
    /// <param name="path">A PEM file with its private half.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Its public half.</returns>
    /// <exception cref="SigningException">The file holds no such key, or it was revoked.</exception>
    public async Task<PublicKey> UseAsync(string path, CancellationToken cancellationToken)
    {
        if (keyFile is not null) throw new SigningException($"{KeyVariable} names the key {keyFile}: unset the variable first");
        using SigningKey key = Read(path);
        await trusted.TrustAsync(key.Public, Path.GetFileName(path), cancellationToken).ConfigureAwait(false);
        using FileTurn turn = await FileTurn.TakeAsync(LockFile, cancellationToken).ConfigureAwait(false);
        Write(key);
        return key.Public;
    }

    private string LockFile => Path.Combine(home.Keys, "signing.lock");

    private async Task<SigningKey> OpenOwnAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(OwnFile)) return Read(OwnFile);
        using FileTurn turn = await FileTurn.TakeAsync(LockFile, cancellationToken).ConfigureAwait(false);
        if (File.Exists(OwnFile)) return Read(OwnFile);
        SigningKey made = SigningKey.Create();
        Write(made);
        return made;
    }

    private void Write(SigningKey key) => AtomicFile.Write(OwnFile, System.Text.Encoding.ASCII.GetBytes(key.ExportPem()), Private);

    private static SigningKey Read(string path)
    {
        try
        {
            return SigningKey.Parse(File.ReadAllText(path), path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SigningException($"the signing key {path} cannot be read: {UnreadableFile.Reason(path, unreadable)}", unreadable);
        }
    }
}

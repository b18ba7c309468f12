using System.Security.Cryptography;
using System.Text;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Home;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Access;

/// <summary>
/// Tells whether a secret is another one than before, without telling it: by a key of this home's own, without which nothing can be guessed from what
/// stands in public.
/// </summary>
internal sealed class SecretRevisions(WorkflowHome home)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int KeyBytes = 32;
    private const int Digits = 16;

    private string KeyFile => Path.Combine(home.Keys, "revisions.key");

    /// <summary>A text that is the same for the same secret, and another for others.</summary>
    public string Of(SecretText secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Convert.ToHexStringLower(HMACSHA256.HashData(Key(), Encoding.UTF8.GetBytes(secret.Reveal())))[..Digits];
    }

    // Of two that make it at once the later one stays: the other's group is brought up to date once more.
    private byte[] Key()
    {
        if (!File.Exists(KeyFile)) AtomicFile.Write(KeyFile, RandomNumberGenerator.GetBytes(KeyBytes), Private);
        return File.ReadAllBytes(KeyFile);
    }
}

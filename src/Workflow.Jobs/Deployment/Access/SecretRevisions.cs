using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Home;

namespace Workflow.Jobs.Deployment.Access;

/// <summary>
/// Tells whether a secret is another one than before, without telling it: by a key of this home's own, without which nothing can be guessed from what
/// stands in public.
/// </summary>
internal sealed class SecretRevisions(WorkflowHome home)
{
    private const int Digits = 16;

    private readonly HomeKey _key = new(home, "revisions");

    /// <summary>A text that is the same for the same secret, and another for others.</summary>
    public string Of(SecretText secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return _key.Sign(secret.Reveal())[..Digits];
    }
}

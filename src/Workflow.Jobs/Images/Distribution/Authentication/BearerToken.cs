namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>A token of a registry for certain scopes.</summary>
/// <param name="Text">The token: a secret.</param>
/// <param name="UsableUntil">When another one is to be asked for: a moment before it expires.</param>
internal sealed record BearerToken(string Text, DateTimeOffset UsableUntil)
{
    /// <summary>Never tells the token.</summary>
    public override string ToString() => $"a token until {UsableUntil:u}";
}

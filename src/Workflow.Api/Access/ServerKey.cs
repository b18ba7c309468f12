using System.Security.Cryptography;

namespace Workflow.Api.Access;

/// <summary>Makes keys.</summary>
public static class ServerKey
{
    /// <summary>A new key: 256 random bits.</summary>
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}

using System.Security.Cryptography;
using System.Text;
using Workflow.Training.Files;

namespace Workflow.Jobs.Home;

/// <summary>A random key of a home's own, made when it is first needed. Whoever has the home has it; nobody else does.</summary>
/// <param name="home">The home.</param>
/// <param name="name">What it is for; the name of its file.</param>
internal sealed class HomeKey(WorkflowHome home, string name)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Length = 32;

    private string FileName => Path.Combine(home.Keys, $"{name}.key");

    /// <summary>What follows from a text and the key, HMAC-SHA256 as 64 hexadecimal digits: nobody without the key can tell it.</summary>
    public string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Read(), Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether digits are the first of what follows from a text; in constant time, so that no answer tells how many were right.</summary>
    public bool HasSigned(string text, string digits, int length) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(digits), Encoding.UTF8.GetBytes(Sign(text)[..length]));

    // 256 bits, always the same ones.
    private byte[] Read()
    {
        if (!File.Exists(FileName)) AtomicFile.TryCreate(FileName, RandomNumberGenerator.GetBytes(Length), Private);
        return File.ReadAllBytes(FileName);
    }
}

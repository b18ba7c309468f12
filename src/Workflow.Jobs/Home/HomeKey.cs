using System.Security.Cryptography;
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

    /// <summary>The key: 256 bits, always the same ones.</summary>
    public byte[] Read()
    {
        if (!File.Exists(FileName)) AtomicFile.TryCreate(FileName, RandomNumberGenerator.GetBytes(Length), Private);
        return File.ReadAllBytes(FileName);
    }
}

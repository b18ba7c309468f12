using System.Runtime.InteropServices;

namespace Workflow.Scorer.Serving;

/// <summary>The library without which nothing is encrypted on Linux. The image is smaller without it; where it is missing, the runtime would end the process.</summary>
internal static class OpenSsl
{
    private static readonly string[] Names = ["libssl.so.3", "libssl.so.1.1"];

    /// <summary>What is said where it is missing.</summary>
    public const string Missing = "OpenSSL is not here (libssl.so.3 and libcrypto.so.3): add it to the image or mount it, as docs/scorer-operations.md shows";

    /// <summary>Whether it is here.</summary>
    public static bool IsHere => !OperatingSystem.IsLinux() || Array.Exists(Names, name => NativeLibrary.TryLoad(name, out _));
}

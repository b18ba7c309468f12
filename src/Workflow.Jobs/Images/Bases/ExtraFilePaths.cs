namespace Workflow.Jobs.Images.Bases;

/// <summary>Which files may be put into an image, and where in it.</summary>
internal static class ExtraFilePaths
{
    private const int LongestPath = 100;

    // What runs, what it scores with, what the loader reads before it, and what the engine mounts.
    private static readonly string[] Reserved = ["/app", "/model", "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.preload", "/etc/ld.so.cache", "/proc", "/sys", "/dev"];

    /// <summary>Why a path cannot be one beside pipelines.yaml; null where it can.</summary>
    public static string? SourceProblem(string path) => Path.IsPathRooted(path) || !IsPlain(path)
        ? "cannot be taken: a path below the folder of pipelines.yaml is expected, without .. and \\, for example certs/ca.pem"
        : null;

    /// <summary>Why a file cannot lie at a path of the image; null where it can.</summary>
    public static string? TargetProblem(string path)
    {
        if (!path.StartsWith('/') || !IsPlain(path[1..]) || path.Length > LongestPath || !path.All(IsAllowed))
            return $"is no path in the image: /folder/file, of letters, digits and . _ - + @ =, at most {LongestPath} of them, is expected, for example /etc/ssl/ca.pem";
        return Reserved.FirstOrDefault(place => path == place || path.StartsWith($"{place}/", StringComparison.Ordinal)) is { } taken
            ? $"cannot be written: {taken} belongs to the scorer; any other place is free, for example /etc/ssl/ca.pem"
            : null;
    }

    // A name that begins as whiteouts do would remove files of the layers below.
    private static bool IsPlain(string path) =>
        path.Length > 0 && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl)
        && path.Split('/').All(part => part is not ("" or "." or "..") && !part.StartsWith(".wh.", StringComparison.Ordinal));

    private static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '_' or '-' or '+' or '@' or '=';
}

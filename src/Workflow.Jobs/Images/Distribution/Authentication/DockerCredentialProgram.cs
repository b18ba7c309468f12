using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>A program that keeps credentials for Docker, <c>docker-credential-NAME</c>: it is told a registry and answers with a login.</summary>
/// <remarks>It reads its input to the end, so it is run here and not as the programs of steps are, whose input stays open.</remarks>
internal sealed class DockerCredentialProgram(string name)
{
    private const string NotFound = "credentials not found";
    private const string TokenUser = "<token>";
    private const int LargestAnswer = 1 << 18;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // What the programs for keyrings and for the clouds need to find their own way. Not the rest: least of all the password of the database.
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNUPGHOME", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
        "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
    };

    private static readonly string[] Prefixes = ["XDG_", "PASSWORD_STORE_", "AWS_", "AZURE_", "GOOGLE_", "CLOUDSDK_", "DOCKER_"];

    private string Program => $"docker-credential-{name}";

    /// <summary>The login for a registry; null where the program has none.</summary>
    /// <exception cref="RegistryException">The program cannot be started, fails or answers with something else.</exception>
    public async Task<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellationToken)
    {
        // The name is part of a program's name, not a path to one.
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) throw Unusable(registry, "its name has characters that are not allowed");
        using var late = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            (int exitCode, string answer) = await RunAsync(registry, either.Token).ConfigureAwait(false);
            if (exitCode == 0) return Read(answer, registry);
            return answer.Contains(NotFound, StringComparison.OrdinalIgnoreCase) ? null : throw Unusable(registry, $"it ended with exit code {exitCode}");
        }
        catch (Win32Exception missing)
        {
            throw Unusable(registry, $"it cannot be started: {missing.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unusable(registry, $"it did not end within {Patience.TotalSeconds} s");
        }
    }

    private async Task<(int ExitCode, string Answer)> RunAsync(string registry, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(Program, ["get"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (IsWanted((string)variable.Key)) info.Environment[(string)variable.Key] = (string?)variable.Value;
        }

        using var process = new Process { StartInfo = info };
        process.Start();
        try
        {
            Task errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            await AskAsync(process, registry, cancellationToken).ConfigureAwait(false);
            string answer = await ReadAsync(process.StandardOutput.BaseStream, registry, cancellationToken).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, answer);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static async Task AskAsync(Process process, string registry, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(registry), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading: its end says why.
        }
    }

    private async Task<string> ReadAsync(Stream output, string registry, CancellationToken cancellationToken)
    {
        var buffer = new byte[LargestAnswer + 1];
        int length = await output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return length <= LargestAnswer ? Encoding.UTF8.GetString(buffer, 0, length) : throw Unusable(registry, "its answer is too long");
    }

    private RegistryCredentials Read(string answer, string registry)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            string user = json.RootElement.GetProperty("Username").GetString() ?? string.Empty;
            string secret = json.RootElement.GetProperty("Secret").GetString() ?? string.Empty;
            return user == TokenUser ? RegistryCredentials.OfToken(secret) : RegistryCredentials.OfUser(user, secret);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Without the cause: its words may quote the answer.
            throw Unusable(registry, "its answer is not a login");
        }
    }

    private static bool IsWanted(string variable) => Names.Contains(variable) || Prefixes.Any(prefix => variable.StartsWith(prefix, StringComparison.Ordinal));

    private RegistryException Unusable(string registry, string why) => new(
        $"the credentials for {registry} cannot be had from {Program}: {why}. Run it by hand, install it, or take it out of Docker's configuration.",
        code: RegistryException.Unusable)
    {
        Registry = registry,
    };
}

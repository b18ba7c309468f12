using System.Text;
using System.Text.Json;

namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>
/// The credentials that <c>docker login</c> left: a program that keeps them (<c>credHelpers</c> for one registry, <c>credsStore</c> for all),
/// else the file itself (<c>auths</c>). The file is read whenever a login is needed, so that a new login counts at once.
/// </summary>
/// <param name="path">Docker's configuration; one that is not there has no credentials.</param>
public sealed class DockerConfigCredentials(string path) : IRegistryCredentials
{
    // What Docker calls its own registry there, since before the second version of its protocol.
    private const string DockerHubKey = "https://index.docker.io/v1/";
    private const int LargestFile = 4 << 20;

    /// <summary>Where Docker keeps its configuration: in DOCKER_CONFIG, else in .docker of the user's directory.</summary>
    public static string UsualPath() => Path.Combine(
        Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } directory
            ? directory
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker"),
        "config.json");

    /// <inheritdoc/>
    public async Task<RegistryCredentials?> FindAsync(RegistryOptions registry, HttpClient http, CancellationToken cancellationToken)
    {
        using JsonDocument? config = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (config is null) return null;
        string key = registry.Name == ImageName.DockerHub ? DockerHubKey : registry.Name;
        if (ProgramFor(config.RootElement, key) is { } program && await new DockerCredentialProgram(program).FindAsync(key, cancellationToken).ConfigureAwait(false) is { } kept)
            return kept;
        return Property(config.RootElement, "auths") is { ValueKind: JsonValueKind.Object } auths ? Find(auths, key) : null;
    }

    private static string? ProgramFor(JsonElement config, string key) =>
        Property(config, "credHelpers") is { ValueKind: JsonValueKind.Object } programs && Text(programs, key) is { } program ? program : Text(config, "credsStore");

    // Older logins stand under whole addresses.
    private RegistryCredentials? Find(JsonElement auths, string key)
    {
        foreach (string name in (string[])[key, $"https://{key}", $"https://{key}/v1/", $"https://{key}/v2/", $"http://{key}"])
        {
            if (Property(auths, name) is { ValueKind: JsonValueKind.Object } entry && Read(entry, name) is { } found) return found;
        }

        return null;
    }

    private RegistryCredentials? Read(JsonElement entry, string name)
    {
        if (Text(entry, "identitytoken") is { } token) return RegistryCredentials.OfToken(token);
        if (Text(entry, "auth") is not { } auth)
            return Text(entry, "username") is { } user && Text(entry, "password") is { } password ? RegistryCredentials.OfUser(user, password) : null;
        var bytes = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, bytes, out int length)) throw Unusable($"'auth' of {name} is not base64");

        // Docker ends the password at a zero byte.
        string decoded = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0');
        int colon = decoded.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1) throw Unusable($"'auth' of {name} is not a user and a password");
        return RegistryCredentials.OfUser(decoded[..colon], decoded[(colon + 1)..]);
    }

    private async Task<JsonDocument?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(path)) return null;
            if (new FileInfo(path).Length > LargestFile) throw Unusable("it is larger than 4 MiB");
            var config = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
            if (config.RootElement.ValueKind == JsonValueKind.Object) return config;
            config.Dispose();
            throw Unusable("it is not a JSON object");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException)
        {
            // The words of a parser may quote what it has read; the file holds passwords.
            throw Unusable(wrong is JsonException ? "it is not JSON" : wrong.Message);
        }
    }

    private RegistryException Unusable(string why) =>
        new($"Docker's configuration {path} cannot be used: {why}. Mend it, or log in again with docker login.", code: RegistryException.Unusable);

    private static JsonElement? Property(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement found) ? found : null;

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } found && found.GetString() is { Length: > 0 } text ? text : null;
}

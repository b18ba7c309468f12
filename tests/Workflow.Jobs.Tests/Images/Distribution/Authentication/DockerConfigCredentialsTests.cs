using System.Globalization;
using System.Text;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Tests.Processes;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Images.Distribution.Authentication;

public sealed class DockerConfigCredentialsTests : IDisposable
{
    private static readonly TemporaryFolder Programs = new();
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    // Where the programs that keep credentials are found: as Docker's own, by the path of this process.
    static DockerConfigCredentialsTests() =>
        Environment.SetEnvironmentVariable("PATH", $"{Environment.GetEnvironmentVariable("PATH")}:{Programs.Path}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("host.example:5000", "host.example:5000")]
    [InlineData("host.example:5000", "https://host.example:5000")]
    [InlineData("docker.io", "https://index.docker.io/v1/")]
    public async Task FindAsync_LoginInTheFile_IsFound(string registry, string key)
    {
        RegistryCredentials? found = await FindAsync($$"""{"auths":{"other":{"auth":"eDp5"},"{{key}}":{"auth":"{{Base64("rita:a:secret")}}"} } }""", registry);
        Assert.NotNull(found);
        Assert.Equal(("the user rita", Base64("rita:a:secret")), (found.ToString(), found.ToBasic().Parameter));
    }

    [Fact]
    public async Task FindAsync_IdentityToken_ComesBeforeThePassword()
    {
        RegistryCredentials? found = await FindAsync($$"""{"auths":{"host.example":{"auth":"{{Base64("00000000:")}}","identitytoken":"a-token"} } }""", "host.example");
        Assert.NotNull(found);
        Assert.Equal((true, "a-token", "a token"), (found.IsToken, found.Token, found.ToString()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"auths":{}}""")]
    [InlineData("""{"auths":{"host.example":{}}}""")]
    [InlineData("""{"auths":{"evil-host.example":{"auth":"eDp5"}}}""")]
    public async Task FindAsync_NoLoginForTheRegistry_IsNothing(string config) => Assert.Null(await FindAsync(config, "host.example"));

    [Fact]
    public async Task FindAsync_NoFile_IsNothing() => Assert.Null(await FindAsync(null, "host.example"));

    [Theory]
    [InlineData("""{"auths":{"host.example":{"auth":"c2VjcmV0"}}}""", "'auth' of host.example is not a user and a password")]
    [InlineData("""{"auths":{"host.example":{"auth":"sec ret!"}}}""", "'auth' of host.example is not base64")]
    [InlineData("""{"auths":{"host.example":{"auth":secret""", "it is not JSON")]
    [InlineData("[]", "it is not a JSON object")]
    public async Task FindAsync_DamagedFile_IsToldWithoutTheSecret(string config, string expected)
    {
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => FindAsync(config, "host.example"));
        Assert.Contains(expected, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"credsStore":"NAME"}""")]
    [InlineData("""{"credsStore":"not-there","credHelpers":{"host.example":"NAME"}}""")]
    public async Task FindAsync_ProgramThatKeepsThem_IsAskedForTheRegistry(string config)
    {
        // Reads its input to the end, as Docker's do.
        string name = AddProgram("""[ "$1" = get ] && host=$(cat) && printf '{"ServerURL":"%s","Username":"rita","Secret":"of-%s"}' "$host" "$host" """);
        RegistryCredentials? found = await FindAsync(config.Replace("NAME", name, StringComparison.Ordinal), "host.example");
        Assert.Equal(Base64("rita:of-host.example"), found?.ToBasic().Parameter);
    }

    [Fact]
    public async Task FindAsync_ProgramGivesAToken_IsAToken()
    {
        string name = AddProgram("""printf '{"ServerURL":"x","Username":"<token>","Secret":"a-token"}'""");
        RegistryCredentials? found = await FindAsync($$"""{"credsStore":"{{name}}"}""", "host.example");
        Assert.Equal((true, "a-token"), (found?.IsToken, found?.Token));
    }

    [Fact]
    public async Task FindAsync_ProgramHasNone_IsWhatTheFileHas()
    {
        string name = AddProgram("echo 'credentials not found in native keychain'; exit 1");
        RegistryCredentials? found = await FindAsync($$"""{"credsStore":"{{name}}","auths":{"host.example":{"auth":"{{Base64("rita:x")}}"} } }""", "host.example");
        Assert.Equal("the user rita", found?.ToString());
        Assert.Null(await FindAsync($$"""{"credsStore":"{{name}}"}""", "host.example"));
    }

    [Theory]
    [InlineData("echo the-secret; exit 3", "it ended with exit code 3")]
    [InlineData("echo the-secret", "its answer is not a login")]
    [InlineData("""printf '{"Username":{"the-secret":1}}'""", "its answer is not a login")]
    [InlineData(null, "it cannot be started")]
    public async Task FindAsync_ProgramFails_IsToldWithoutItsAnswer(string? script, string expected)
    {
        string name = script is null ? "not-there" : AddProgram(script);
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => FindAsync($$"""{"credsStore":"{{name}}"}""", "host.example"));
        Assert.Contains($"docker-credential-{name}: {expected}", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_NameOfAProgramWithAPath_IsRefused() => Assert.Contains(
        "characters that are not allowed",
        (await Assert.ThrowsAsync<RegistryException>(() => FindAsync("""{"credsStore":"x/../../evil"}""", "host.example"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task FindAsync_CancelledWhileTheProgramRuns_EndsIt()
    {
        using var begun = new Fifo(_folder.File("begun"));
        string name = AddProgram($"echo $$ > {begun.Path}; exec sleep 600");
        using var user = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<RegistryCredentials?> finding = FindAsync($$"""{"credsStore":"{{name}}"}""", "host.example", user.Token);
        ProcessIdentity? program = ProcessIdentity.Of(int.Parse(await begun.ReadAsync(), CultureInfo.InvariantCulture));
        await user.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finding);
        if (program is not null) await EndedProcess.WaitAsync(program);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string AddProgram(string script)
    {
        string name = $"test-{Guid.CreateVersion7():N}";
        string path = Programs.File($"docker-credential-{name}");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return name;
    }

    private async Task<RegistryCredentials?> FindAsync(string? config, string registry, CancellationToken? cancellationToken = null)
    {
        string path = _folder.File("config.json");
        if (config is not null) await File.WriteAllTextAsync(path, config, Cancellation);
        var options = new RegistryOptions { Address = new Uri("https://any.example"), Name = registry };
        return await new DockerConfigCredentials(path).FindAsync(options, _http, cancellationToken ?? Cancellation);
    }
}

using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Workflow.Jobs.Home;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Home;

[SupportedOSPlatform("linux")]
public sealed class ServerFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WorkflowHome _home;

    public ServerFileTests() => _home = new WorkflowHome(_folder.File("home"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_AKey_IsReadableByThisUserAlone()
    {
        var server = new ServerFile("http://127.0.0.1:8080", Environment.ProcessId, "secret");
        server.Write(_home);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_home.ServerFile));
        Assert.Equal(server, ServerFile.Find(_home));
    }

    // What somebody else prepared must not lend the key its mode.
    [Fact]
    public void Write_FileOfAnotherModeInTheWay_IsReplaced()
    {
        File.WriteAllText(_home.ServerFile, "old");
        new ServerFile("http://127.0.0.1:1", Environment.ProcessId, "secret").Write(_home);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_home.ServerFile));
    }

    [Fact]
    public void Find_ServerThatWasKilled_IsNone()
    {
        using Process ended = Process.Start(new ProcessStartInfo("true") { UseShellExecute = false })!;
        ended.WaitForExit();
        new ServerFile("http://127.0.0.1:1", ended.Id, "secret").Write(_home);
        Assert.Null(ServerFile.Find(_home));
    }

    // The machine was switched off; since then somebody else got the number.
    [Fact]
    public void Find_NumberWasGivenToAnotherProcess_IsNone()
    {
        var server = new ServerFile("http://127.0.0.1:1", Environment.ProcessId, "secret");
        server.Write(_home);
        JsonNode written = JsonNode.Parse(File.ReadAllText(_home.ServerFile))!;
        written["startTicks"] = written["startTicks"]!.GetValue<long>() + 1;
        File.WriteAllText(_home.ServerFile, written.ToJsonString());
        Assert.Null(ServerFile.Find(_home));
    }

    // As a system without /proc writes it.
    [Fact]
    public void Find_ServerThatDoesNotKnowItsStart_IsFoundByItsNumber()
    {
        File.WriteAllText(_home.ServerFile, $$"""{"url": "http://127.0.0.1:1", "pid": {{Environment.ProcessId}}, "key": "k"}""");
        Assert.Equal(new ServerFile("http://127.0.0.1:1", Environment.ProcessId, "k"), ServerFile.Find(_home));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"url\": 5}")]
    [InlineData("{\"url\": \"http://127.0.0.1:1\", \"pid\": 0, \"key\": \"k\"}")]
    [InlineData("{\"url\": \"http://127.0.0.1:1\", \"pid\": -1, \"key\": \"k\"}")]
    public void Find_AnotherContent_IsNone(string content)
    {
        File.WriteAllText(_home.ServerFile, content);
        Assert.Null(ServerFile.Find(_home));
    }

    [Fact]
    public void Delete_Twice_LeavesNone()
    {
        new ServerFile("http://127.0.0.1:1", Environment.ProcessId, "secret").Write(_home);
        ServerFile.Delete(_home);
        ServerFile.Delete(_home);
        Assert.Null(ServerFile.Find(_home));
    }
}

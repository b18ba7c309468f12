using Workflow.Jobs.Sources;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Sources;

public sealed class RecipeFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ReadAsync_APath_CountsFromTheDirectory()
    {
        Directory.CreateDirectory(_folder.File("recipes"));
        await File.WriteAllTextAsync(_folder.File("recipes", "r.yaml"), "name: ä\n", Cancellation);
        RecipeFile recipe = await ReadAsync("recipes/r.yaml");
        Assert.Equal(("name: ä\n", _folder.File("recipes")), (recipe.Text, recipe.Directory));
        Assert.Equal("name: ä\n", (await ReadAsync(_folder.File("recipes", "r.yaml"))).Text);
    }

    [Fact]
    public async Task ReadAsync_AnAddress_HasNoDirectory()
    {
        await using FileServer server = await FileServer.StartAsync();
        server.Serve("name: r\n"u8.ToArray(), null);
        RecipeFile recipe = await ReadAsync(server.Url.ToString());
        Assert.Equal(("name: r\n", null), (recipe.Text, recipe.Directory));
    }

    [Theory]
    [InlineData("nowhere.yaml", "the recipe nowhere.yaml cannot be read: ")]
    [InlineData("", "the recipe  cannot be read: ")]
    [InlineData("a\0b", "the recipe a\0b cannot be read: ")]
    [InlineData("http://example.org/r.yaml", "the recipe http://example.org/r.yaml is not encrypted; use https")]
    [InlineData("https://", "the recipe https:// is no address")]
    [InlineData("http://[", "the recipe http://[ is no address")]
    public async Task ReadAsync_Unreadable_SaysWhich(string location, string expected) =>
        Assert.StartsWith(expected, (await Assert.ThrowsAsync<SourceException>(() => ReadAsync(location))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task ReadAsync_ServerRefuses_SaysSo(int status)
    {
        await using FileServer server = await FileServer.StartAsync();
        server.Status(status);
        var refused = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(server.Url.ToString()));
        Assert.StartsWith($"the recipe {server.Url} cannot be had: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"{status}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_MoreThanAMebibyte_IsRefused()
    {
        await using FileServer server = await FileServer.StartAsync();
        server.Serve(new byte[1 << 20], null).Serve(new byte[(1 << 20) + 1], null);
        Assert.Equal(1 << 20, (await ReadAsync(server.Url.ToString())).Bytes.Length);
        await Assert.ThrowsAsync<SourceException>(() => ReadAsync(server.Url.ToString()));
    }

    [Fact]
    public void SplitFiles_APath_IsLookedForBesideTheFileThenWhereTheUserStandsThenInAMirror()
    {
        foreach (string place in (string[])["file", "user", "mirror"])
        {
            Directory.CreateDirectory(_folder.File(place));
            File.WriteAllText(_folder.File(place, "s.json"), place);
        }

        var splits = new SplitFiles(new Mirrors(new SourceOptions { Mirrors = [_folder.File("mirror")] }));
        Assert.Equal("file"u8, splits.Read("s.json", _folder.File("file"), _folder.File("user")));
        File.Delete(_folder.File("file", "s.json"));
        Assert.Equal("user"u8, splits.Read("s.json", _folder.File("file"), _folder.File("user")));
        Assert.Equal("mirror"u8, splits.Read("s.json", _folder.File("file"), null));

        // A path with folders means just that place.
        var missing = Assert.Throws<ConfigurationException>(() => splits.Read("./s.json", _folder.File("file"), null));
        Assert.StartsWith($"split.file: './s.json' is neither in {_folder.File("file")} nor in a mirror (", missing.Message, StringComparison.Ordinal);
    }

    private Task<RecipeFile> ReadAsync(string location) => new RecipeFiles(_http).ReadAsync(location, _folder.Path, Cancellation);
}

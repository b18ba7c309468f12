using Workflow.Jobs.Home;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Home;

public sealed class ContentFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Whoever was told that the file counts as new finds it afterwards, whenever the removal came.
    [Fact]
    public async Task TryTouch_BesideRemovals_WhatCountsAsNewIsThere()
    {
        const int Rounds = 300;
        string path = _folder.File("file");
        ContentFiles removing = new(_folder.File("sweep.lock")), relying = new(_folder.File("sweep.lock"));
        DateTimeOffset now = TimeProvider.System.GetUtcNow(), longAgo = now - TimeSpan.FromDays(2);
        int relied = 0;
        for (int i = 0; i < Rounds; i++)
        {
            await File.WriteAllTextAsync(path, "content", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(path, longAgo.UtcDateTime);
            using var together = new Barrier(2);
            Task<bool> removal = Task.Run(() => Meet(together, () => removing.TryRemove(path, now - TimeSpan.FromDays(1))), TestContext.Current.CancellationToken);
            bool isNew = await Task.Run(() => Meet(together, () => relying.TryTouch(path)), TestContext.Current.CancellationToken);
            Assert.Equal(!isNew, await removal);
            Assert.Equal(isNew, File.Exists(path));
            if (isNew) relied++;
        }

        Assert.InRange(relied, 0, Rounds);
        Assert.False(relying.TryTouch(_folder.File("none")));
        Assert.True(removing.TryRemove(_folder.File("none"), now));
    }

    private static bool Meet(Barrier together, Func<bool> work)
    {
        together.SignalAndWait();
        return work();
    }
}

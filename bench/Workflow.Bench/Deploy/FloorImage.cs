using System.Formats.Tar;
using Workflow.Bench.Deploying;
using Workflow.Bench.Measuring;

namespace Workflow.Bench.Deploy;

/// <summary>The least that can be a container: bench/peers/hello.c, linked statically, in an image of nothing else.</summary>
internal static class FloorImage
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Compiles the program and makes the image.</summary>
    /// <returns>What the engine calls it.</returns>
    public static async Task<string> CreateAsync(string root, EngineImages images, CancellationToken cancellationToken)
    {
        string program = Path.Combine(Directory.CreateDirectory(Path.Combine(root, ".artifacts", "bench-peers")).FullName, "hello");
        await MeasuredProcess.RunAsync(["gcc", "-O2", "-static", "-o", program, Path.Combine(root, "bench", "peers", "hello.c")], null, cancellationToken);
        using var layer = new MemoryStream();
        await using (var tar = new TarWriter(layer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            using FileStream content = File.OpenRead(program);
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "hello") { DataStream = content, Mode = Executable }, cancellationToken);
        }

        return await images.ImportAsync(layer.ToArray(), ["ENTRYPOINT [\"/hello\"]", "CMD [\"9090\"]", "EXPOSE 9090"], cancellationToken);
    }
}

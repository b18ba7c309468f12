namespace Workflow.Jobs.Batches;

/// <summary>A file of rows, as it was when the batch began.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Sha256">Digest of its bytes, 64 hexadecimal digits.</param>
public sealed record InputFile(string Path, long Bytes, string Sha256)
{
    /// <summary>Its name without its folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>When it was written last, when it was looked at.</summary>
    internal DateTime WrittenAt { get; init; }

    /// <summary>Refuses it where it is another file by now.</summary>
    /// <exception cref="BatchException">Somebody has written to it.</exception>
    internal void RequireUnchanged()
    {
        var now = new FileInfo(Path);
        if (!now.Exists || now.Length != Bytes || now.LastWriteTimeUtc != WrittenAt) throw new BatchException($"{Path} was changed while it was scored; begin again when it is whole");
    }
}

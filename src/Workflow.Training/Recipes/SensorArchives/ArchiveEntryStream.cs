using System.IO.Compression;
using Workflow.Scoring.Maths;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>
/// The unpacked bytes of a zip entry, counted and summed on the way: more than the zip declares, fewer, or another CRC-32 are refused.
/// The framework checks none of the three.
/// </summary>
internal sealed class ArchiveEntryStream : Stream
{
    private readonly ZipArchiveEntry _entry;
    private readonly Stream _unpacked;
    private readonly Action<int> _onRead;
    private Crc32 _crc;
    private long _length;

    public ArchiveEntryStream(ZipArchiveEntry entry, Action<int> onRead)
    {
        _entry = entry;
        _onRead = onRead;
        try
        {
            _unpacked = entry.Open();
        }
        catch (InvalidDataException wrong)
        {
            throw Damaged(wrong.Message, wrong);
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _entry.Length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _unpacked.Read(buffer);
        }
        catch (InvalidDataException wrong)
        {
            throw Damaged(wrong.Message, wrong);
        }

        _length += read;
        _crc.Append(buffer[..read]);
        _onRead(read);
        if (_length > _entry.Length) throw Damaged($"it unpacks to more than the {_entry.Length} bytes that the zip declares");
        if (read == 0 && buffer.Length > 0) CheckEnd();
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        if (_length != _entry.Length) throw Damaged($"it ends after {_length} of {_entry.Length} bytes");
        if (_crc.Value != _entry.Crc32) throw Damaged("its CRC-32 differs");
    }

    private RecipeException Damaged(string how, Exception? cause = null) => new($"{_entry.FullName}: damaged in the archive: {how}", cause);
}

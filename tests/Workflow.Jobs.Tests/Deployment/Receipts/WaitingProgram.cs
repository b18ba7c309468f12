namespace Workflow.Jobs.Tests.Deployment.Receipts;

/// <summary>The smallest program that goes on until it is ended: Linux on x86-64, without any library, so that an image needs nothing else.</summary>
internal static class WaitingProgram
{
    private const long Base = 0x400000;
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;

    // mov eax, 34 (pause); syscall; jmp to the beginning.
    private static readonly byte[] Code = [0xb8, 0x22, 0, 0, 0, 0x0f, 0x05, 0xeb, 0xf7];

    /// <summary>Its file.</summary>
    public static byte[] ToBytes()
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        long size = HeaderSize + SegmentSize + Code.Length;
        writer.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write((short)2);
        writer.Write((short)0x3e);
        writer.Write(1);
        foreach (long place in (long[])[Base + HeaderSize + SegmentSize, HeaderSize, 0]) writer.Write(place);
        writer.Write(0);
        foreach (short count in (short[])[HeaderSize, SegmentSize, 1, 0, 0, 0]) writer.Write(count);
        writer.Write(1);
        writer.Write(5);
        foreach (long place in (long[])[0, Base, Base, size, size, 0x1000]) writer.Write(place);
        writer.Write(Code);
        return file.ToArray();
    }
}

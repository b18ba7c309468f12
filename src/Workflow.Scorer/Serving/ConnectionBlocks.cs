using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Workflow.Scorer.Serving;

/// <summary>
/// The memory that connections receive into and send from, in blocks of 64 KiB in place of the server's 4: a long body comes and goes by a tenth of
/// the system calls. Where many blocks are in use at once, by clients that send slowly for example, further ones have the usual size.
/// </summary>
internal sealed class ConnectionBlocks : MemoryPool<byte>
{
    private const int LargeBytes = 64 << 10;
    private const int SmallBytes = 4 << 10;
    private const int MostLarge = 64;

    private readonly ConcurrentQueue<Block> _large = new();
    private readonly ConcurrentQueue<Block> _small = new();
    private int _largeInUse;

    /// <inheritdoc/>
    public override int MaxBufferSize => LargeBytes;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, LargeBytes);
        bool isLarge = Interlocked.Increment(ref _largeInUse) <= MostLarge || minBufferSize > SmallBytes;
        if (!isLarge) Interlocked.Decrement(ref _largeInUse);
        Block block = (isLarge ? _large : _small).TryDequeue(out Block? free) ? free : new Block(this, isLarge ? LargeBytes : SmallBytes);
        block.IsRented = true;
        return block;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Blocks that are still out come back to nobody's use, and go with this.
    }

    private void Return(Block block)
    {
        bool isLarge = block.Memory.Length == LargeBytes;
        if (isLarge) Interlocked.Decrement(ref _largeInUse);
        (isLarge ? _large : _small).Enqueue(block);
    }

    /// <summary>One such pool for each loop that receives.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        /// <inheritdoc/>
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new ConnectionBlocks();
    }

    // Pinned, so that a system call needs not pin it each time.
    private sealed class Block(ConnectionBlocks pool, int bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = System.Runtime.InteropServices.MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(bytes, pinned: true), 0, bytes);

        public bool IsRented { get; set; }

        public void Dispose()
        {
            if (!IsRented) return;
            IsRented = false;
            pool.Return(this);
        }
    }
}

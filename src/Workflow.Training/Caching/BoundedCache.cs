namespace Workflow.Training.Caching;

/// <summary>
/// Keeps what was made last within a limit of memory: what has not been asked for longest goes first and is made again when it is wanted. Safe for
/// many threads, which wait for each other's work on the same key; what could not be made is tried again the next time. What it lets go of is disposed of,
/// so values that need that are for one thread alone.
/// </summary>
/// <typeparam name="TKey">What is asked for.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
/// <param name="mostBytes">The limit.</param>
/// <param name="fewest">Values that stay, however large they are: those in use at the same time.</param>
/// <param name="bytes">Size of a value.</param>
/// <param name="comparer">Tells keys apart; null for their own equality.</param>
internal sealed class BoundedCache<TKey, TValue>(long mostBytes, int fewest, Func<TValue, long> bytes, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = new(comparer);
    private readonly LinkedList<Entry> _latestFirst = new();
    private long _total;

    /// <summary>The value of a key, made now unless it is kept.</summary>
    public TValue Get(TKey key, Func<TValue> make)
    {
        Entry entry = Find(key, make);
        try
        {
            TValue value = entry.Value.Value;
            Count(entry, value);
            return value;
        }
        catch
        {
            Forget(entry);
            throw;
        }
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (Entry entry in _latestFirst) Release(entry);
            _latestFirst.Clear();
            _entries.Clear();
            _total = 0;
        }
    }

    private Entry Find(TKey key, Func<TValue> make)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? node)) _latestFirst.Remove(node);
            else _entries[key] = node = new LinkedListNode<Entry>(new Entry(key, new Lazy<TValue>(make)));
            _latestFirst.AddFirst(node);
            return node.Value;
        }
    }

    // Counted once, by the thread that is first to see it whole.
    private void Count(Entry entry, TValue value)
    {
        lock (_lock)
        {
            if (entry.Bytes > 0 || !IsKept(entry)) return;
            entry.Bytes = Math.Max(1, bytes(value));
            _total += entry.Bytes;
            for (LinkedListNode<Entry>? last = _latestFirst.Last; last is not null && _total > mostBytes && _entries.Count > fewest;)
            {
                LinkedListNode<Entry>? later = last.Previous;
                if (last.Value.Bytes > 0 && last.Value != entry) Drop(last);
                last = later;
            }
        }
    }

    private void Forget(Entry entry)
    {
        lock (_lock)
        {
            if (IsKept(entry)) Drop(_entries[entry.Key]);
        }
    }

    private bool IsKept(Entry entry) => _entries.TryGetValue(entry.Key, out LinkedListNode<Entry>? node) && node.Value == entry;

    private void Drop(LinkedListNode<Entry> node)
    {
        _latestFirst.Remove(node);
        _entries.Remove(node.Value.Key);
        _total -= node.Value.Bytes;
        Release(node.Value);
    }

    private static void Release(Entry entry)
    {
        if (entry.Value is { IsValueCreated: true, Value: IDisposable value }) value.Dispose();
    }

    private sealed class Entry(TKey key, Lazy<TValue> value)
    {
        public TKey Key { get; } = key;

        public Lazy<TValue> Value { get; } = value;

        /// <summary>Its size; 0 until it is made.</summary>
        public long Bytes { get; set; }
    }
}

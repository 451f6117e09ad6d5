package import IPC
package import Store

/// Puts batches on disk.
package protocol BatchCommitter: AnyObject {
    /// Stores batches: all of them are on disk when it returns, none when it throws.
    func commit(_ batches: [RecordBatch]) throws(StoreError) -> CommitReport
}

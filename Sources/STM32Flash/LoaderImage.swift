/// The machine code of the loaders, from `Loaders`.
enum LoaderImage {}

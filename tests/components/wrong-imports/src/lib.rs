//! A component that asks for a file system and for a function the host does not have.

// There is nothing to see natively.
#[cfg(target_arch = "wasm32")]
#[expect(
    unsafe_code,
    clippy::pedantic,
    reason = "generated: the component ABI is raw memory"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "
            package test:wrong-imports;
            interface files { read: func(path: string) -> string; }
            interface sockets { connect: func(address: string) -> bool; }
            world guest { import files; import sockets; export run: func() -> bool; }
        ",
    });

    struct Component;

    impl Guest for Component {
        fn run() -> bool {
            let file = test::wrong_imports::files::read("/etc/passwd");
            test::wrong_imports::sockets::connect(&file)
        }
    }

    export!(Component);
}

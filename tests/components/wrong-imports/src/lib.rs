//! A component that asks for a file system and for a function the host does not have.

#[expect(
    unsafe_code,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
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

    #[cfg(target_arch = "wasm32")]
    export!(Component);
}
